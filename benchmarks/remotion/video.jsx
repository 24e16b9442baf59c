// The scene of scene.py, drawn by React in a browser.
import React from "react";
import { AbsoluteFill, Composition, interpolate, registerRoot, useCurrentFrame } from "remotion";

const COLOURS = ["#ffd166", "#06d6a0", "#4cc9f0", "#f72585"];

function Ball({ index, frame }) {
  const size = 20 + (index % 5) * 8;
  const x = interpolate(frame, [0, 300], [-60 - 40 * index, 1340 + 40 * (index % 7)]);
  const place = { position: "absolute", left: 0, top: 40 + index * 27, width: size, height: size, borderRadius: "50%" };
  return <div style={{ ...place, transform: `translateX(${x}px)`, background: COLOURS[index % 4] }} />;
}

function Scene() {
  const frame = useCurrentFrame();
  const clamp = { extrapolateLeft: "clamp", extrapolateRight: "clamp" };
  const come = 1 - (1 - interpolate(frame, [15, 39], [0, 1], clamp)) ** 3;
  const panel = { position: "absolute", left: 240, top: 250, width: 800, height: 220, borderRadius: 24 };
  const title = { position: "absolute", left: 260, top: 270, width: 760, height: 180, display: "grid", placeItems: "center" };
  return (
    <AbsoluteFill style={{ background: "linear-gradient(180deg, #05061a, #1b1540)" }}>
      {Array.from({ length: 24 }, (_, index) => <Ball key={index} index={index} frame={frame} />)}
      <div style={{ ...panel, background: "#ffffff22" }} />
      <div style={{ ...title, opacity: come, transform: `translateY(${(1 - come) * 60}px)` }}>
        <span style={{ font: "700 84px sans-serif", color: "#fff" }}>The same scene</span>
      </div>
    </AbsoluteFill>
  );
}

registerRoot(() => <Composition id="scene" component={Scene} width={1280} height={720} fps={30} durationInFrames={300} />);

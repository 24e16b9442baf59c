"""What somebody's words hold: facts as they were written, wishes about a video, and what of it a video shows. Pure."""

"""What people call things, in English and some of five other languages, and the icon that stands for it."""

# An icon, and behind it what it is asked for by; the first icon that has a word is the one for it.
WORDS = """
clock: opening hours, hours, open, time, business hours, schedule, öffnungszeiten, uhrzeit, zeit, uhr, horario, \
horarios, hora, tiempo, heures, horaires, heures d'ouverture, heure, temps
alarm-clock: wake up, deadline, wecker, despertador, réveil
timer: countdown, stopwatch, fast delivery time, stoppuhr, minutes, minuten, temporizador, chronomètre
hourglass: waiting, wait, sanduhr, warten, espera, sablier, attente
calendar: date, day, when, event date, datum, termin, termine, kalender, fecha, calendario, calendrier, rendez-vous
calendar-check: appointment, booking, reservation, reserve, book now, buchen, buchung, reservieren, cita, reserva, \
réservation, réserver
map-pin: address, location, place, where, venue, directions, find us, adresse, ort, standort, anfahrt, dirección, \
lugar, ubicación, lieu, endroit, emplacement
map: route map, karte, stadtplan, mapa, carte, plan
navigation: navigate, navi, wegbeschreibung
compass: explore, discovery, orientation, kompass, entdecken, brújula, boussole
globe: website, web, web page, internet, online, world, webseite, homepage, www, url, welt, sitio web, mundo, site, \
monde
phone: call, telephone, call us, hotline, telefon, anruf, anrufen, teléfono, llamar, téléphone, appeler, tel
smartphone: mobile, cell phone, app, handy, mobil, móvil, celular, portable
mail: email, e-mail, mail address, email address, envelope, write to us, brief, correo, sobre, courriel, enveloppe
message-circle: chat, message, talk, whatsapp chat, nachricht, sprechblase, mensaje, discuter
messages-square: conversation, discussion, forum, gespräch, conversación
circle-question-mark: question, help, faq, frage, hilfe, pregunta, ayuda, aide
info: information, about, details, auskunft, información
at-sign: at, handle, username
share-2: share, sharing, teilen, compartir, partager
link: url link, verknüpfung, enlace, lien
qr-code: qr, scan me, scan
user: person, profile, account, customer, member, mensch, konto, kunde, persona, cliente, personne, client, profil
users: people, team, group, community, customers, family, crew, leute, menschen, gruppe, kunden, gemeinschaft, \
familie, equipo, gente, comunidad, équipe, gens, communauté, famille
baby: child, children, kids, kind, kinder, niño, niños, enfant, enfants, bébé
handshake: partnership, partner, deal, cooperation, agreement, zusammenarbeit, partnerschaft, acuerdo, partenariat
heart: love, like, favourite, favorite, passion, romance, liebe, herz, amor, corazón, amour, coeur, cœur
hand-heart: charity, donation, donate, volunteering, care, spende, spenden, ehrenamt, donación, don, bénévolat
smile: happy, happiness, joy, satisfied, fröhlich, glücklich, freude, feliz, alegría, heureux, joie
thumbs-up: recommend, good, approve, daumen hoch, gut, recommended, empfehlung, recomendado, recommandé
star: rating, review, reviews, best, premium, stars, bewertung, stern, sterne, estrella, reseña, étoile, avis
award: quality, prize, badge of honour, auszeichnung, qualität, preis gewonnen, premio, calidad, qualité, récompense
trophy: winner, win, champion, victory, cup winner, pokal, sieger, gewinner, sieg, ganador, victoria, gagnant, \
victoire
medal: medaille, medalla, médaille, rank
crown: king, queen, royal, krone, corona, couronne, luxury, luxus
party-popper: party, celebration, celebrate, new year, congratulations, feier, fest, feiern, fiesta, fête, \
célébration
cake: birthday, birthday cake, geburtstag, kuchen, torte, cumpleaños, pastel, anniversaire, gâteau
gift: present, surprise, bonus, free gift, geschenk, gutschein, regalo, cadeau
balloon: balloons, luftballon, globo, ballon
tag: price, price tag, label, preis, etikett, precio, prix
badge-percent: discount, sale, offer, reduction, percent off, special offer, rabatt, angebot, sonderangebot, \
ausverkauf, descuento, oferta, rebajas, remise, offre, soldes, promo, promotion
ticket-percent: coupon, voucher, promo code, discount code, code promo, gutscheincode, cupón, rabattcode
ticket: tickets, admission, entry, eintritt, eintrittskarte, karten, entrada, billet, entrée
shopping-cart: cart, buy, shop now, order, purchase, einkaufen, kaufen, warenkorb, bestellen, comprar, carrito, \
acheter, panier, commander
shopping-bag: shopping, retail, fashion store, einkaufstasche, bolsa, achats
store: shop, business, local business, laden, geschäft, tienda, negocio, magasin, boutique
package: delivery box, parcel, product, products, paket, produkt, produkte, paquete, producto, colis, produit
truck: delivery, shipping, free shipping, transport, lieferung, versand, envío, entrega, livraison, expédition
credit-card: payment, pay, card payment, bezahlung, zahlung, kreditkarte, pago, tarjeta, paiement, carte bancaire
wallet: budget, purse, geldbeutel, cartera, portefeuille
banknote: money, cash, income, salary, geld, bargeld, gehalt, dinero, salario, argent, salaire
coins: coin, cost, costs, fee, fees, münzen, kosten, gebühr, moneda, coste, pièces, coût, frais
piggy-bank: savings, save money, saving, sparen, sparschwein, ahorro, épargne, économies
receipt: invoice, bill, rechnung, quittung, factura, recibo, facture, reçu
calculator: calculate, maths, math, rechner, mathe, calculadora, calculatrice
trending-up: growth, increase, profit, sales growth, rise, progress, wachstum, steigerung, gewinn, crecimiento, \
aumento, croissance, hausse
trending-down: decrease, decline, loss, rückgang, verlust, descenso, baisse
chart-column: statistics, statistic, stats, data, analytics, report, figures, chart, graph, bar chart, statistik, \
zahlen, diagramm, bericht, estadística, datos, statistiques, données, chiffres
chart-line: line chart, forecast chart, prognose, verlauf, courbe
chart-pie: share of, pie chart, market share, anteil, marktanteil, kreisdiagramm
target: goal, goals, aim, mission, focus, objective, ziel, ziele, objetivo, meta, objectif, but
rocket: launch, startup, start, boost, speed up, rakete, gründung, cohete, lanzamiento, fusée, lancement
lightbulb: idea, ideas, tip, hint, innovation, creativity, inspiration, idee, tipp, hinweis, idea brillante, consejo, \
idée, conseil, astuce
brain: mind, thinking, intelligence, psychology, gehirn, denken, cerebro, mente, cerveau, esprit
bot: ai, artificial intelligence, robot, chatbot, assistant, ki, künstliche intelligenz, ia, inteligencia artificial
bug: bee, insect, beetle, ladybird, biene, käfer, insekt, abeja, insecto, abeille, insecte
sparkles: unicorn, einhorn, unicornio, licorne, \
  new, magic, clean, shine, neu, neuheit, magie, nuevo, magia, nouveau, nouveauté
wand-sparkles: magic wand, automatic, zauberstab, automatisch
zap: energy, power, electricity, fast, quick, lightning, energie, strom, schnell, energía, electricidad, rápido, \
énergie, électricité, rapide
gauge: speed, performance, velocity, geschwindigkeit, leistung, velocidad, rendimiento, vitesse
check: done, yes, ok, correct, included, fertig, erledigt, ja, richtig, hecho, correcto, fait, oui
circle-check: success, completed, confirmed, approved, erfolg, bestätigt, éxito, confirmado, succès, réussi
list-checks: checklist, to do, tasks, task list, aufgaben, checkliste, tareas, tâches
x: no, wrong, close, cancel, nein, falsch, cancelar, non, annuler
triangle-alert: warning, attention, danger, caution, important, achtung, warnung, gefahr, wichtig, atención, peligro, \
danger zone, avertissement
bell: notification, reminder, subscribe, news alert, benachrichtigung, erinnerung, glocke, abonnieren, notificación, \
recordatorio, rappel, cloche
megaphone: announcement, advertising, marketing, campaign, ankündigung, werbung, anuncio, publicidad, annonce, \
publicité
newspaper: news, press, article, nachrichten, zeitung, neuigkeiten, presse, noticias, periódico, actualités, journal
book-open: reading, read, story, learn, lesson, guide, lesen, buch, geschichte, lernen, leer, libro, historia, lire, \
livre, histoire
graduation-cap: education, course, training, school graduation, study, student, university degree, bildung, kurs, \
schulung, ausbildung, studium, educación, curso, formación, éducation, cours, formation
school: schule, escuela, colegio, école
pencil: write, edit, writing, schreiben, stift, escribir, lápiz, écrire, crayon
file-text: document, documents, contract, form, paper, dokument, vertrag, formular, unterlagen, documento, contrato, \
contrat
download: herunterladen, descargar, télécharger
upload: hochladen, subir
folder: files, ordner, carpeta, dossier
search: find, look for, magnifier, magnifying glass, suche, suchen, finden, lupe, buscar, chercher, recherche, loupe
settings: options, configuration, preferences, gear, einstellungen, zahnrad, ajustes, configuración, paramètres, \
réglages
wrench: repair, service, maintenance, tools, tool, fix, mechanic, reparatur, werkzeug, wartung, handwerk, reparación, \
herramienta, mantenimiento, réparation, outil, entretien
hammer: build, craft, construction work, renovation, bauen, renovierung, martillo, construcción, marteau, rénovation
hard-hat: construction, building site, worker, baustelle, bau, obra, chantier
paint-roller: painting walls, painter, maler, pintor, peintre
shield-check: safety, security, guarantee, warranty, trust, protection, insurance, sicherheit, garantie, schutz, \
versicherung, vertrauen, seguridad, garantía, confianza, seguro, sécurité, confiance, assurance
lock: secure, privacy, private, password, locked, schloss, datenschutz, passwort, privacidad, contraseña, \
confidentialité
key: keys, schlüssel, zugang, llave, clé
house: home, real estate, property, housing, haus, zuhause, immobilien, wohnung, casa, hogar, vivienda, maison, \
logement
building-2: company, office, headquarters, firm, city building, firma, unternehmen, büro, gebäude, empresa, oficina, \
entreprise, bureau, bâtiment
factory: industry, manufacturing, production, fabrik, industrie, produktion, fábrica, usine
landmark: bank, museum, government, city hall, banco, museo, gobierno, gouvernement, rathaus, mairie, musée, banque
bed: hotel room, sleep, room, accommodation, overnight, schlafen, schlaf, zimmer, übernachtung, dormir, habitación, \
cama, chambre, sommeil, lit
sofa: furniture, living room, möbel, wohnzimmer, muebles, meubles, salon
bath: bathroom, bad, badezimmer, baño, salle de bain
car: auto, drive, driving, vehicle, parking car, fahren, coche, carro, voiture, conduire
square-parking: parking, car park, parkplatz, parken, aparcamiento, estacionamiento, stationnement
bus: public transport, bushaltestelle, autobús, autocar
train-front: train, railway, station, bahn, zug, bahnhof, tren, estación, gare
bike: bicycle, cycling, fahrrad, rad, radfahren, bicicleta, vélo, cyclisme
plane: travel, flight, airplane, airport, trip, vacation, holiday, reise, reisen, flug, flugzeug, flughafen, urlaub, \
viaje, viajar, avión, vuelo, vacaciones, voyage, avion, vol, vacances
ship: boat, cruise, schiff, kreuzfahrt, barco, crucero, bateau, croisière
luggage: suitcase, koffer, gepäck, maleta, equipaje, valise, bagage
tent: camping, camp, zelt, zelten, acampar, tente
accessibility: wheelchair, barrier free, accessible, barrierefrei, rollstuhl, accesible, silla de ruedas, fauteuil \
roulant
utensils: spoon, cutlery, löffel, besteck, cuchara, cuillère, \
  restaurant, food, eat, dinner, lunch, menu, meal, dining, essen, speisekarte, mittagessen, abendessen, \
gastronomie, comida, comer, cena, almuerzo, manger, repas, nourriture, dîner, déjeuner
chef-hat: chef, cook, kitchen, cooking, koch, kochen, küche, cocina, cocinero, cuisine, cuisinier
coffee: cafe, café, breakfast, tea, hot drink, cup, kaffee, frühstück, tee, tasse, desayuno, té, petit-déjeuner, thé
croissant: bakery, bread, baker, pastry, bäckerei, brot, bäcker, panadería, pan, boulangerie, pain
pizza: italian food, pizzeria
hamburger: burger, fast food, hamburguesa
salad: healthy food, salat, ensalada, salade, gesunde ernährung
vegan: plant based, pflanzlich, vegano, végétalien
ice-cream-cone: ice cream, gelato, eis, eisdiele, helado, glace
apple: fruit, obst, apfel, fruta, manzana, pomme
carrot: vegetable, vegetables, gemüse, verdura, verduras, légumes
wine: wine bar, wein, vino, vin
beer: pub, bar, brewery, bier, brauerei, cerveza, bière
martini: cocktail, cocktails, drinks, night club, getränke, bebidas, boissons
milk: dairy, milch, leche, lait
leaf: nature, eco, ecology, green, organic, environment, natural, sustainable, sustainability, natur, bio, umwelt, \
nachhaltig, nachhaltigkeit, naturaleza, ecológico, medio ambiente, sostenible, écologie, environnement, durable
sprout: plant, growing, seedling, pflanze, planta, plante, wachsen
recycle: recycling, reuse, wiederverwerten, reciclar, recyclage
tree-deciduous: tree, forest, wood, baum, wald, árbol, bosque, arbre, forêt
tree-pine: christmas tree, christmas, xmas, weihnachten, weihnachtsbaum, navidad, noël, tannenbaum
tree-palm: beach, palm, island, strand, palme, playa, isla, plage, île
flower: blossom, florist, garden, spring season, blume, blumen, garten, frühling, flor, jardín, primavera, fleur, \
jardin, printemps
sun: sunny, summer, weather, sunshine, sonne, sonnig, sommer, wetter, sol, verano, clima, soleado, soleil, \
ensoleillé, été, météo, ensolarado, sol forte, 晴れ, 天気
cloud: cloudy, wolke, bewölkt, wolken, nube, nublado, nuage, nuageux, couvert, wolkig, \
bedeckt, trüb, nuvem, 曇り, くもり
cloud-sun: partly cloudy, heiter, teilweise bewölkt, leicht bewölkt, parcialmente nublado, éclaircies, \
partiellement nuageux, 晴れ時々曇り
cloud-rain: rain, rainy, regen, regnerisch, schauer, lluvia, lluvioso, pluie, pluvieux, chuva, chuvoso, 雨
cloud-lightning: thunderstorm, storm, gewitter, tormenta, orage, trovoada, tempestade, 雷
snowflake: snow, winter, cold, frozen, schnee, kalt, nieve, invierno, frío, neige, hiver, froid, neve, 雪
wind: windy, breeze, windig, stürmisch, viento, ventoso, vent, vento, 風
umbrella: regenschirm, paraguas, parapluie
thermometer: temperature, fever, temperatur, fieber, temperatura, température
droplet: water, drop, liquid, wasser, tropfen, agua, gota, eau, goutte
flame: fire, hot, trending, feuer, heiß, fuego, caliente, feu, chaud
moon: night, evening, nacht, abend, mond, noche, luna, nuit, lune
mountain: mountains, hiking, hike, alps, climbing, berg, berge, wandern, montaña, senderismo, montagne, randonnée
waves-horizontal: sea, ocean, swimming, swim, wave, waves, pool, meer, schwimmen, mar, nadar, mer, nager, piscine
earth: planet, global, worldwide, international, climate, erde, weltweit, klima, tierra, terre, mondial
paw-print: pet, pets, animal, animals, vet, haustier, tier, tiere, tierarzt, mascota, animales, animaux, vétérinaire
dog: hund, perro, chien, puppy
cat: katze, gato, chat animal, kitten
bird: vogel, pájaro, oiseau
fish: seafood, fisch, pescado, poisson
heart-pulse: health, medical, healthcare, gesundheit, salud, santé, cardiology
stethoscope: doctor, physician, arzt, ärztin, médico, médecin
hospital: clinic, krankenhaus, klinik, clínica, hôpital
pill: medicine, pharmacy, medication, drug, medizin, apotheke, medicina, farmacia, médicament, pharmacie
syringe: vaccination, vaccine, impfung, vacuna, vaccin
ambulance: emergency, notfall, notarzt, emergencia, urgence
dumbbell: fitness, gym, workout, exercise, sport, sports, training sport, muskeln, deporte, gimnasio, musculation
volleyball: ball, beach volleyball
goal: football, soccer, fußball, fútbol, match
sport-shoe: running, run, jogging, marathon, laufen, correr, courir, course à pied
person-standing: yoga, body, körper, cuerpo, corps
scissors: hairdresser, haircut, barber, cut, friseur, haare, peluquería, peluquero, coiffeur, schere
flower-2: wellness, massage, beauty, relax, relaxation, spa, entspannung, schönheit, belleza, bienestar, beauté, \
bien-être
shirt: clothes, fashion, clothing, t-shirt, kleidung, mode, ropa, moda, vêtements
gem: ring, wedding ring, engagement, ehering, verlobung, anillo, bague, \
  jewellery, jewelry, diamond, precious, value, schmuck, diamant, joya, joyería, bijou, valeur
glasses: optician, brille, optiker, gafas, lunettes
watch: wristwatch, armbanduhr, reloj de pulsera, montre
music: song, concert, band, melody, note, musik, lied, konzert, música, canción, concierto, musique, chanson
mic: microphone, podcast, voice, sing, speaker voice, mikrofon, stimme, micrófono, voz, voix
headphones: listen, audio, kopfhörer, hören, escuchar, auriculares, écouter, casque
guitar: gitarre, guitarra, guitare
volume-2: sound, loud, ton, laut, sonido, son
video: film camera, video call, livestream, vídeo, vidéo
clapperboard: film, movie, cinema, filmmaking, kino, película, cine, cinéma
play: watch video, play button, abspielen, reproducir, lecture
camera: photo, photography, photographer, picture camera, foto, fotos, fotografie, fotografía, photographie
image: picture, bild, imagen, gallery, galerie, galería
palette: art, design, colours, colors, paint, kunst, farben, farbe, arte, pintura, couleurs, peinture
brush: painting, pinsel, pincel, pinceau
theater: theatre, stage, play drama, bühne, teatro, théâtre, spectacle
gamepad-2: games, gaming, video game, spiel, spiele, juego, juegos, jeu, jeux
puzzle: solution, piece, lösung, solución
dices: dice, game night, luck, würfel, glück, suerte, chance
laptop: computer work, notebook computer, remote work, home office, ordenador, portátil, ordinateur
monitor: screen, desktop, bildschirm, pantalla, écran
code: programming, software, developer, coding, programmieren, entwickler, programación, développeur
cpu: chip, technology, tech, hardware, technik, technologie, tecnología
database: storage, datenbank, base de datos, base de données
server: hosting, data center, rechenzentrum
wifi: wlan, wireless, internet access, free wifi, red inalámbrica, sans fil
network: connection, vernetzung, red, réseau
battery-charging: charge, battery, akku, batterie, laden, batería
plug: power plug, stecker, enchufe, prise
ev-charger: electric car, charging station, e auto, elektroauto, ladestation, coche eléctrico, voiture électrique
fuel: gas station, petrol, tankstelle, gasolina, essence
solar-panel: solar, solar energy, photovoltaik, solarenergie, energía solar, énergie solaire
briefcase: job, work, career, jobs, business case, arbeit, beruf, karriere, stelle, trabajo, empleo, travail, emploi
user-plus: hiring, join, join us, recruiting, new member, vacancy, mitmachen, únete, rejoindre
presentation: workshop, seminar, lecture talk, talk, vortrag, präsentation, charla, presentación, exposé, \
présentation
route: path, way, journey, steps, process, weg, ablauf, camino, proceso, chemin, étapes
flag: milestone flag, start line, country, flagge, fahne, bandera, drapeau
layers: levels, stack, ebenen, capas, couches
scale: law, legal, justice, lawyer, balance, recht, anwalt, gerechtigkeit, ley, abogado, justicia, droit, avocat
gavel: court, judge, auction, gericht, auktion, tribunal, enchères
vote: election, ballot, poll, wahl, wahlen, abstimmung, votar, elecciones, élection
church: wedding venue, religion, kirche, iglesia, église
quote: citation, testimonial, zitat, cita textual
languages: translation, language, languages, sprache, sprachen, übersetzung, idioma, traducción, langue, traduction
microscope: science, research, laboratory, wissenschaft, forschung, labor, ciencia, investigación, recherche \
scientifique
atom: physics, physik, física, physique
flask-conical: chemistry, experiment, chemie, química, chimie
telescope: astronomy, vision, future, space, zukunft, vision statement, futuro, espacio, avenir, espace
tractor: farm, agriculture, farmer, bauernhof, landwirtschaft, granja, agricultura, ferme, agriculteur
wheat: grain, harvest, getreide, ernte, trigo, cosecha, blé, récolte
trash: garbage, waste, bin, müll, abfall, basura, déchets, poubelle
broom: cleaning, cleaner, clean up, housekeeping, putzen, reinigung, limpieza, nettoyage, ménage
washing-machine: laundry, wash, wäsche, lavandería, lessive
ban: forbidden, prohibited, not allowed, verboten, prohibido, interdit
cigarette-off: no smoking, nichtraucher, no fumar, non fumeur
eye: see, view, visible, look, sehen, auge, ver, ojo, voir, œil
hand: stop, halt, hand up, mano, main
footprints: step, schritt, schritte, paso, pas
arrow-right: next, forward, weiter, siguiente, suivant, more, continue
arrow-left: back, previous, zurück, atrás, retour
arrow-up: up, oben, arriba, haut
arrow-down: down, unten, abajo, bas
refresh-cw: refresh, update, renew, again, exchange, aktualisieren, actualizar, actualiser
infinity: endless, unlimited, forever, unbegrenzt, ilimitado, illimité
plus: add, more than, hinzufügen, añadir, ajouter
percent: prozent, porcentaje, pourcentage
euro: euros
dollar-sign: dollar, dollars, usd
brand:x: twitter, tweet, x com
brand:facebook: fb, meta facebook
brand:instagram: insta, ig
brand:youtube: you tube, yt
brand:tiktok: tik tok
brand:whatsapp: whats app
"""

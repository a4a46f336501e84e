"""What the fields of the engine's choices and its exports are called in German and French."""

from __future__ import annotations

CHOICE_WORDS = {
    # words beside fields
    "Turn": ("Drehen", "Pivoter"),
    "Background": ("Hintergrund", "Fond"),
    "Detector": ("Gesichtssuche", "Détecteur"),
    "Seed": ("Startwert", "Graine"),
    "Phrasing": ("Formulierung", "Formulation"),
    "Prompt": ("Auftrag", "Consigne"),
    "Unsupported claims": ("Unbelegtes", "Sans preuve"),
    "Model": ("Modell", "Modèle"),
    "Vision model": ("Bildmodell", "Modèle visuel"),
    "Server": ("Server", "Serveur"),
    "Expression strength": ("Stärke", "Force"),
    "Regions": ("Regionen", "Régions"),
    "Listening": ("Zuhören", "Écoute"),
    "Performance": ("Schauspiel", "Jeu d'acteur"),
    "Performance strength": ("Anteile", "Dosage"),
    "Frames a second": ("Bilder je s", "Images par s"),
    "Crispness": ("Schärfe", "Netteté"),
    "Mouth ahead of sound": ("Mund vor Ton", "Bouche en avance"),
    "Soften": ("Glätten", "Adoucir"),
    "Longest piece": ("Längstes Stück", "Pièce max."),
    "Overlap of pieces": ("Überlappung", "Recouvrement"),
    "Leave the still in": ("Einblenden in", "Entrée en"),
    "Smooth": ("Zeitfilter", "Lissage"),
    "Teeth": ("Zähne", "Dents"),
    "Exposure": ("Belichtung", "Exposition"),
    "Saturation": ("Sättigung", "Saturation"),
    "Title card": ("Titeltafel", "Carton de titre"),
    "End card": ("Schlusstafel", "Carton de fin"),
    "Loudness": ("Lautheit", "Sonie"),
    "True peak": ("Spitzenpegel", "Crête vraie"),
    "Channels": ("Kanäle", "Canaux"),
    "Renderer": ("Gerendert von", "Moteur de rendu"),
    "In Blender": ("In Blender", "Dans Blender"),
    "Subtitles": ("Untertitel", "Sous-titres"),
    "Notice": ("KI-Hinweis", "Mention IA"),
    "Notice text": ("Hinweistext", "Texte"),
    "Notice reason": ("Warum keiner", "Pourquoi sans"),
    "Notice spoken": ("Hinweis gesprochen", "Mention dite"),
    "Consent": ("Einwilligung", "Consentement"),
    "Watermark": ("Wasserzeichen", "Filigrane"),
    "Address": ("Adresse", "Adresse"),
    "Idle": ("Ruhe", "Repos"),
    "Own longest piece": ("Eigenes längstes Stück", "Pièce max. choisie"),
    "Own feather": ("Eigene weiche Kante", "Fondu choisi"),
    "Text": ("Text", "Texte"),
    "Handles": ("Punkte", "Points"),
    "Drawn mask": ("Gemalte Maske", "Masque dessiné"),
    "Matte": ("Matte", "Cache"),
    "Format": ("Format", "Format"),
    "Unsigned": ("Ohne Freigabe", "Sans signature"),
    "Seen from": ("Gesehen von", "Vu de"),
    # where a work is shown
    "Screen": ("Bildschirm", "Écran"),
    "Web": ("Web", "Web"),
    "Page": ("Seite", "Page"),
    "Phone (AR)": ("Telefon (AR)", "Téléphone (RA)"),
    "Loop": ("Schleife", "Boucle"),
    "Editors": ("Schnitt", "Montage"),
    "Stills": ("Standbilder", "Images fixes"),
    "Sound": ("Ton", "Son"),
    "Head": ("Kopf", "Tête"),
    "a film on a canvas, for any player": (
        "ein Film auf einer Leinwand, für jeden Player", "un film sur une toile, pour tout lecteur"),
    "BrightSign HD and LS players": ("BrightSign-Player HD und LS", "lecteurs BrightSign HD et LS"),
    "BrightSign 4K and XT players": ("BrightSign-Player 4K und XT", "lecteurs BrightSign 4K et XT"),
    "a Raspberry Pi from 3 on": ("ein Raspberry Pi ab 3", "un Raspberry Pi à partir du 3"),
    "films for a web page: H.264, AV1 and VP9": (
        "Filme für eine Webseite: H.264, AV1 und VP9", "films pour une page web : H.264, AV1 et VP9"),
    "a page for kiosk, phone and web: opens from the disk, in all languages, for everybody": (
        "eine Seite für Kiosk, Telefon und Web: öffnet von der Platte, in allen Sprachen, für alle",
        "une page pour borne, téléphone et web : s'ouvre du disque, en toutes langues, pour tous"),
    "a page for phones in front of the work: the film lies on the picture that is seen (MindAR)": (
        "eine Seite für Telefone vor dem Werk: Der Film liegt auf dem Bild, das man sieht (MindAR)",
        "une page pour téléphones devant l'œuvre : le film se pose sur l'image vue (MindAR)"),
    "seamless pieces: an idle loop, and each line as a film that joins it anywhere": (
        "nahtlose Stücke: eine Ruheschleife, und jede Zeile als Film, der überall anschließt",
        "pièces sans couture : une boucle de repos, et chaque réplique en film qui s'y joint partout"),
    "for editors: the face with alpha (ProRes 4444, PNG), OTIO and EDL, stems, captions": (
        "für den Schnitt: Gesicht mit Alpha (ProRes 4444, PNG), OTIO und EDL, Tonspuren, Untertitel",
        "pour le montage : visage avec alpha (ProRes 4444, PNG), OTIO et EDL, pistes, sous-titres"),
    "IIIF Presentation 3: the zoomable work, and only its face as video (needs an address)": (
        "IIIF Presentation 3: das Werk zum Zoomen, nur sein Gesicht als Video (braucht eine Adresse)",
        "IIIF Presentation 3 : l'œuvre zoomable, seul son visage en vidéo (demande une adresse)"),
    "a poster, a moving teaser (GIF and WebP) and a contact sheet": (
        "ein Plakat, ein bewegter Anreißer (GIF und WebP) und ein Kontaktbogen",
        "une affiche, une amorce animée (GIF et WebP) et une planche-contact"),
    "sound alone (WAV), for audio guides; begins with a spoken AI notice": (
        "nur der Ton (WAV), für Audioguides; beginnt mit einem gesprochenen KI-Hinweis",
        "le son seul (WAV), pour audioguides ; commence par une mention IA dite"),
    "the fitted heads as glTF (.glb): ARKit shapes, the painting on them, and the performance": (
        "die angepassten Köpfe als glTF (.glb): ARKit-Formen, das Gemälde darauf und das Spiel",
        "les têtes ajustées en glTF (.glb) : formes ARKit, la peinture dessus, et le jeu"),
    "Open a work first": ("Öffne zuerst ein Werk", "Ouvrez d'abord une œuvre"),
    "{} files in {}": ("{} Dateien in {}", "{} fichiers dans {}"),
    "CSV, .xlsx, .ods or a folder": ("CSV, .xlsx, .ods oder Ordner", "CSV, .xlsx, .ods ou dossier"),
    # preferences, and the dialog of installing
    "The packages that it needs are fetched from pypi.org. They go to": (
        "Die Pakete dazu kommen von pypi.org. Sie liegen dann in",
        "Les paquets viennent de pypi.org. Ils vont dans"),
    "About {} is fetched from pypi.org, each package held to its hash.": (
        "Etwa {} kommt von pypi.org, jedes Paket an seinem Hash geprüft.",
        "Environ {} vient de pypi.org, chaque paquet vérifié par son hachage."),
    "It takes {} of the {} free in": ("Es braucht {} von {} freien in", "Il prend {} des {} libres dans"),
    "Blender's own Python is left alone. You can go on working; X stops it.": (
        "Blenders eigenes Python bleibt, wie es ist. Du kannst weiterarbeiten; X hält an.",
        "Le Python de Blender reste tel quel. Vous pouvez continuer ; X arrête."),
    "Install": ("Installieren", "Installer"),
    "Install the engine": ("Engine installieren", "Installer le moteur"),
    "Empty: the one that is found": ("Leer: das gefundene", "Vide : celui qui est trouvé"),
    "Empty: what the extension brings": (
        "Leer: was die Erweiterung mitbringt", "Vide : ce que l'extension apporte"),
    "Show the log of the installation": ("Installationsprotokoll", "Journal de l'installation"),
    "Artwork that speaks (a picture)": ("Kunstwerk, das spricht (ein Bild)", "Œuvre qui parle (une image)"),
    # what a field is for
    "A language of the voices": ("Eine Sprache der Stimmen", "Une langue des voix"),
    "Who speaks; a mixture of two is typed: af_heart:0.6+bf_emma:0.4": (
        "Wer spricht; eine Mischung aus zweien wird getippt: af_heart:0.6+bf_emma:0.4",
        "Qui parle ; un mélange de deux se tape : af_heart:0.6+bf_emma:0.4"),
    "An actor's recording, instead of a voice; its words stand in the text": (
        "Aufnahme einer Schauspielerin statt einer Stimme; ihre Worte stehen im Text",
        "L'enregistrement d'un acteur au lieu d'une voix ; ses mots sont dans le texte"),
    "A file with the model, or its name on the server": (
        "Eine Datei mit dem Modell, oder sein Name auf dem Server",
        "Un fichier du modèle, ou son nom sur le serveur"),
    "Address of the server": ("Adresse des Servers", "Adresse du serveur"),
    "The model's file for seeing, beside the model": (
        "Die Datei, mit der das Modell sieht, neben dem Modell", "Le fichier par lequel le modèle voit"),
    "A film of sound alone begins with a spoken notice": (
        "Ein Export nur aus Ton beginnt mit einem gesprochenen Hinweis",
        "Un export du son seul commence par une mention dite"),
    "Factor on the voice's speed": ("Faktor auf das Tempo der Stimme", "Facteur sur la vitesse de la voix"),
    "Name of this speaker in the captions, where several speak": (
        "Name in den Untertiteln, wo mehrere sprechen", "Nom dans les sous-titres, si plusieurs parlent"),
    "How much it moves": ("Wie viel sich bewegt", "Combien il bouge"),
    "Factor on all movement but blinks": (
        "Faktor auf alle Bewegung außer Blinzeln", "Facteur sur tout mouvement sauf les clignements"),
    "Expression over the whole; in a text: [warmly]": (
        "Ausdruck im Ganzen; in einem Text: [warmly]", "Expression d'ensemble ; dans un texte : [warmly]"),
    "Who moves the face": ("Wer das Gesicht bewegt", "Qui anime le visage"),
    "Outline of the moving region": ("Umriss des bewegten Bereichs", "Contour de la région animée"),
    "From still (0) to moving (1)": ("Von still (0) bis bewegt (1)", "D'immobile (0) à animé (1)"),
    "Look longer for faces": ("Länger nach Gesichtern suchen", "Chercher plus longtemps les visages"),
    "Size of the film: fits into this frame, never larger than the work": (
        "Größe des Films: passt in diesen Rahmen, nie größer als das Werk",
        "Taille du film : tient dans ce cadre, jamais plus grand que l'œuvre"),
    "Size of an exported film, around which the work is padded and never distorted": (
        "Größe eines exportierten Films; das Werk wird umrandet, nie verzerrt",
        "Taille d'un film exporté ; l'œuvre est bordée, jamais déformée"),
    "What lies around the work: blur, wall, or a colour as #202020": (
        "Was um das Werk liegt: blur, wall oder eine Farbe wie #202020",
        "Ce qui entoure l'œuvre : blur, wall ou une couleur comme #202020"),
    "Where the exported folder will be reached: for the QR code and the IIIF manifest": (
        "Wo der Ordner zu erreichen sein wird: für QR-Code und IIIF-Manifest",
        "Où le dossier sera joint : pour le code QR et le manifeste IIIF"),
    "Length of the idle loop (s)": ("Länge der Ruheschleife (s)", "Durée de la boucle de repos (s)"),
}  # fmt: skip
"""By English, as everywhere in `translations.WORDS`."""

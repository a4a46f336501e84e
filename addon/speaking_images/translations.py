"""What the panels say in German and French; Blender takes it where its own interface is in that language.

A string that is missing here is shown in English. A test holds every button and panel to be here.
"""

from __future__ import annotations

import bpy

LOCALES = ("de_DE", "fr_FR")
OWN_CONTEXT = "Speaking Images"
"""Of panels: what Blender says itself goes before ours, and to it a face is a surface."""
CONTEXTS = ("*", "Operator", OWN_CONTEXT)
"""Blender looks for labels in the first, for the words on buttons in the second."""

WORDS = {
    # panels and steps
    "Artwork": ("Kunstwerk", "Œuvre"),
    "Faces": ("Gesichter", "Visages"),
    "Script": ("Text", "Texte"),
    "Voice": ("Stimme", "Voix"),
    "Motion": ("Bewegung", "Mouvement"),
    "In the picture": ("Im Bild", "Dans l'image"),
    "Film": ("Film", "Film"),
    "Export": ("Export", "Export"),
    "Opens, mm": ("Öffnung, mm", "Ouverture, mm"),
    "Animate draws it": ("Bewegen zeichnet es", "Animer le dessine"),
    "Export for": ("Exportieren für", "Exporter pour"),
    "Export unsigned": ("Ohne Freigabe exportieren", "Exporter sans signature"),
    "Show exports": ("Exporte zeigen", "Montrer les exports"),
    "Exporting": ("Exportieren", "Exportation"),
    "Showing curves and scene": ("Kurven und Szene zeigen", "Affichage des courbes et de la scène"),
    "Reading the table": ("Tabelle lesen", "Lecture du tableau"),
    "Exhibition": ("Ausstellung", "Exposition"),
    "Frontal": ("Von vorn", "De face"),
    "Looks left": ("Nach links", "À gauche"),
    "Looks right": ("Nach rechts", "À droite"),
    "Drag eye, nose tip and chin: the pink rings follow. Then what is still wrong.": (
        "Ziehe Auge, Nasenspitze und Kinn: Die rosa Ringe folgen. Dann, was noch falsch ist.",
        "Tirez l'œil, le bout du nez et le menton : les anneaux roses suivent. Puis ce qui reste faux.",
    ),
    "American English": ("Amerikanisches Englisch", "Anglais américain"),
    "British English": ("Britisches Englisch", "Anglais britannique"),
    "Spanish": ("Spanisch", "Espagnol"),
    "French": ("Französisch", "Français"),
    "Italian": ("Italienisch", "Italien"),
    "Brazilian Portuguese": ("Brasilianisches Portugiesisch", "Portugais brésilien"),
    "Japanese": ("Japanisch", "Japonais"),
    "Mandarin Chinese": ("Mandarin", "Mandarin"),
    "Rounded box": ("Abgerundetes Rechteck", "Rectangle arrondi"),
    "Ellipse": ("Ellipse", "Ellipse"),
    "Native": ("Wie das Original", "Taille d'origine"),
    "Restrained": ("Zurückhaltend", "Retenu"),
    "Portrait": ("Porträt", "Portrait"),
    "Lively": ("Lebhaft", "Animé"),
    "Draft": ("Entwurf", "Brouillon"),
    "Excerpt": ("Ausschnitt", "Extrait"),
    "Still": ("Standbild", "Image fixe"),
    "your own words": ("eigene Worte", "vos propres mots"),
    "By the engine: it has all that is here, sooner": (
        "Durch die Engine: Sie hat alles, und schneller",
        "Par le moteur : il a tout, et plus vite",
    ),
    "by hand": ("von Hand", "à la main"),
    "there already": ("schon da", "déjà là"),
    "made": ("gemacht", "fait"),
    "waits": ("wartet", "en attente"),
    "at work": ("in Arbeit", "en cours"),
    "done": ("fertig", "terminé"),
    "failed": ("gescheitert", "échoué"),
    "stopped": ("angehalten", "arrêté"),
    # handles
    "outer corner of the eye at the left": ("linkes Auge, äußerer Winkel", "œil gauche, coin externe"),
    "inner corner of the eye at the left": ("linkes Auge, innerer Winkel", "œil gauche, coin interne"),
    "inner corner of the eye at the right": ("rechtes Auge, innerer Winkel", "œil droit, coin interne"),
    "outer corner of the eye at the right": ("rechtes Auge, äußerer Winkel", "œil droit, coin externe"),
    "outer corner of the visible eye": (
        "äußerer Winkel des sichtbaren Auges",
        "coin externe de l'œil visible",
    ),
    "middle of its upper lid's edge": (
        "Rand des oberen Lids, Mitte",
        "bord de la paupière supérieure, milieu",
    ),
    "middle of its lower lid's edge": (
        "Rand des unteren Lids, Mitte",
        "bord de la paupière inférieure, milieu",
    ),
    "tip of the nose": ("Nasenspitze", "bout du nez"),
    "corner of the mouth at the left": ("linker Mundwinkel", "coin gauche de la bouche"),
    "corner of the mouth at the right": ("rechter Mundwinkel", "coin droit de la bouche"),
    "visible corner of the mouth": ("sichtbarer Mundwinkel", "coin visible de la bouche"),
    "middle of the upper lip's upper edge": (
        "Oberlippe, oberer Rand, Mitte",
        "lèvre supérieure, bord haut, milieu",
    ),
    "middle of the lower lip's lower edge": (
        "Unterlippe, unterer Rand, Mitte",
        "lèvre inférieure, bord bas, milieu",
    ),
    "middle of the line where the lips meet": (
        "Linie zwischen den Lippen, Mitte",
        "ligne entre les lèvres, milieu",
    ),
    "foremost point of the upper lip": (
        "Oberlippe, vorderster Punkt",
        "lèvre supérieure, point le plus avancé",
    ),
    "foremost point of the lower lip": (
        "Unterlippe, vorderster Punkt",
        "lèvre inférieure, point le plus avancé",
    ),
    "where the lips meet at the outline": ("Lippenspalt am Umriss", "jonction des lèvres sur le contour"),
    "lowest point of the chin": ("tiefster Punkt des Kinns", "point le plus bas du menton"),
    "angle of the jaw at the left": ("linker Kieferwinkel", "angle gauche de la mâchoire"),
    "angle of the jaw at the right": ("rechter Kieferwinkel", "angle droit de la mâchoire"),
    "angle of the jaw below the ear": ("Kieferwinkel unter dem Ohr", "angle de la mâchoire sous l'oreille"),
    "where the ear meets the cheek": ("Ohransatz an der Wange", "attache de l'oreille à la joue"),
    "Keep as preset": ("Als Vorlage sichern", "Garder comme préréglage"),
    "Canvas": ("Leinwand", "Format"),
    "Surround": ("Umgebung", "Entourage"),
    "Caption name": ("Name im Untertitel", "Nom en sous-titre"),
    "After the face": ("Wie das Gesicht", "Selon le visage"),
    "As it suits": ("Wie es passt", "Au mieux"),
    "Sentences of our own": ("Eigene Sätze", "Phrases maison"),
    "Language model here": ("Sprachmodell hier", "Modèle de langue local"),
    "Language model on a server": ("Sprachmodell auf einem Server", "Modèle de langue sur un serveur"),
    "Painted head in 3D": ("Gemalter Kopf in 3D", "Tête peinte en 3D"),
    "State": ("Stand", "État"),
    "Speaking": ("Sprechen", "Parler"),
    "Begin with a picture": ("Beginne mit einem Bild", "Commencez par une image"),
    "The production was moved": ("Die Produktion ist umgezogen", "La production a été déplacée"),
    "Next: who is in the picture?": ("Weiter: Wer ist im Bild?", "Ensuite : qui est dans l'image ?"),
    "Next: what is said": ("Weiter: was gesagt wird", "Ensuite : ce qui est dit"),
    "Next: the voice": ("Weiter: die Stimme", "Ensuite : la voix"),
    "Next: the movement": ("Weiter: die Bewegung", "Ensuite : le mouvement"),
    "Next: read the words and sign them": ("Weiter: lesen und freigeben", "Ensuite : relire et signer"),
    "Next: the film": ("Weiter: der Film", "Ensuite : le film"),
    "The film is there": ("Der Film ist da", "Le film est prêt"),
    "No engine yet": ("Noch keine Engine", "Pas encore de moteur"),
    "No engine yet, and Blender is offline": (
        "Keine Engine, und Blender ist offline",
        "Pas de moteur, et Blender est hors ligne",
    ),
    "Allow online access": ("Netzzugang erlauben", "Autoriser l'accès au réseau"),
    "A painting, a photograph, a sculpture": (
        "Gemälde, Fotografie, Skulptur",
        "Une peinture, une photographie, une sculpture",
    ),
    "Decided for you": ("Für dich entschieden", "Décidé pour vous"),
    "Writer": ("Schreiber", "Rédacteur"),
    "More": ("Mehr", "Plus"),
    "Box in pixels": ("Rahmen in Pixeln", "Cadre en pixels"),
    "Changed since it was signed": ("Seit der Freigabe geändert", "Modifié depuis la signature"),
    "Sign again": ("Neu freigeben", "Signer à nouveau"),
    "states nothing": ("behauptet nichts", "n'affirme rien"),
    "The lexicon is not saved yet": ("Das Lexikon ist nicht gesichert", "Le lexique n'est pas enregistré"),
    # what the engine is doing
    "Opening": ("Öffnen", "Ouverture"),
    "Saving": ("Sichern", "Enregistrement"),
    "Working": ("Arbeiten", "Travail"),
    "Installing the engine": ("Engine installieren", "Installation du moteur"),
    "Reading the picture": ("Bild lesen", "Lecture de l'image"),
    "Finding faces": ("Gesichter suchen", "Recherche des visages"),
    "Writing": ("Schreiben", "Rédaction"),
    "Acting": ("Spielen", "Jeu"),
    "Moving the faces": ("Gesichter bewegen", "Animation des visages"),
    "Laying in": ("Einsetzen", "Incrustation"),
    "Rendering": ("Rendern", "Rendu"),
    "Fitting the head": ("Kopf wird angepasst", "Ajustement de la tête"),
    "Rendering a batch": ("Stapel rendern", "Rendu de la série"),
    "Trying a voice": ("Stimme probieren", "Essai d'une voix"),
    # buttons
    "Open artwork": ("Bild öffnen", "Ouvrir une image"),
    "Open production": ("Produktion öffnen", "Ouvrir une production"),
    "Find production": ("Produktion suchen", "Retrouver la production"),
    "Reload": ("Neu laden", "Recharger"),
    "Show artwork": ("Bild zeigen", "Montrer l'image"),
    "Detect": ("Suchen", "Détecter"),
    "Add by hand": ("Von Hand hinzufügen", "Ajouter à la main"),
    "Remove": ("Entfernen", "Retirer"),
    "Select face": ("Gesicht wählen", "Choisir le visage"),
    "Zoom to face": ("Zum Gesicht", "Zoomer sur le visage"),
    "Place handles": ("Punkte setzen", "Placer les points"),
    "Clear handles": ("Punkte löschen", "Effacer les points"),
    "Write": ("Schreiben", "Rédiger"),
    "Edit words": ("Text bearbeiten", "Modifier le texte"),
    "Sign the words": ("Text freigeben", "Signer le texte"),
    "Speak": ("Sprechen", "Parler"),
    "Listen": ("Anhören", "Écouter"),
    "Stop": ("Stopp", "Arrêter"),
    "Try voice": ("Stimme probieren", "Essayer la voix"),
    "Lexicon": ("Lexikon", "Lexique"),
    "Animate": ("Bewegen", "Animer"),
    "Take over corrections": ("Korrekturen übernehmen", "Reprendre les corrections"),
    "Build scene": ("Szene bauen", "Construire la scène"),
    "Head as object": ("Kopf als Objekt", "Tête comme objet"),
    "Draw matte": ("Matte zeichnen", "Dessiner un cache"),
    "Drawn over the whole work": ("Über das ganze Werk gezeichnet", "Dessiné sur toute l'œuvre"),
    "Before it": ("Davor", "Devant lui"),
    "Its head": ("Sein Kopf", "Sa tête"),
    "Lit by lights": ("Von Lichtern beleuchtet", "Éclairée par les lumières"),
    "Fit colour": ("Farbe angleichen", "Ajuster la couleur"),
    "Render film": ("Film rendern", "Rendre le film"),
    "Show film": ("Film zeigen", "Montrer le film"),
    "Run batch": ("Stapel rendern", "Lancer la série"),
    "Run or resume": ("Beginnen oder fortsetzen", "Lancer ou reprendre"),
    "Contact sheet": ("Kontaktbogen", "Planche-contact"),
    "Open its production": ("Produktion öffnen", "Ouvrir sa production"),
    "Add workspace": ("Arbeitsbereich anlegen", "Ajouter un espace de travail"),
    "Mask strip": ("Streifen maskieren", "Masquer la bande"),
    "Mask to asset library": ("Maske in die Bibliothek", "Masque vers la bibliothèque"),
    "Check": ("Prüfen", "Vérifier"),
    "Install engine": ("Engine installieren", "Installer le moteur"),
    "Cancel": ("Abbrechen", "Annuler"),
    "What happened": ("Was geschehen ist", "Ce qui s'est passé"),
    "Put message away": ("Meldung schließen", "Fermer le message"),
    # fields
    "Title": ("Titel", "Titre"),
    "Artist": ("Künstler", "Artiste"),
    "Date": ("Datum", "Date"),
    "Gender": ("Geschlecht", "Genre"),
    "Speaks": ("Spricht", "Parle"),
    "Language": ("Sprache", "Langue"),
    "Speed": ("Tempo", "Vitesse"),
    "Recording": ("Aufnahme", "Enregistrement"),
    "Style": ("Stil", "Style"),
    "Amplitude": ("Ausschlag", "Amplitude"),
    "Expression": ("Ausdruck", "Expression"),
    "Moved by": ("Bewegt von", "Animé par"),
    "Thorough": ("Gründlich", "Minutieux"),
    "Shape": ("Form", "Forme"),
    "Feather": ("Weiche Kante", "Fondu du bord"),
    "Blend": ("Mischung", "Mélange"),
    "Size": ("Größe", "Taille"),
    "Length": ("Länge", "Durée"),
    "Tone": ("Ton", "Ton"),
    "Audience": ("Publikum", "Public"),
    "Table": ("Tabelle", "Tableau"),
    "Films": ("Filme", "Films"),
    "Text file": ("Textdatei", "Fichier texte"),
    "Productions": ("Produktionen", "Productions"),
    "Engine's Python": ("Python der Engine", "Python du moteur"),
    "Install from": ("Installieren aus", "Installer depuis"),
    # why a button is grey
    "The engine is at work; wait for it, or cancel it": (
        "Die Engine arbeitet: warte, oder brich ab", "Le moteur travaille : attendez, ou annulez"),
    "The engine is not at work": ("Die Engine arbeitet nicht", "Le moteur ne travaille pas"),
    "Allow Online Access in Preferences > System > Network first": (
        "Erlaube zuerst den Online-Zugriff unter Einstellungen > System > Netzwerk",
        "Autorisez d'abord l'accès en ligne dans Préférences > Système > Réseau"),
    "A keyable mask on a strip needs Blender 5.2": (
        "Eine animierbare Maske auf einem Streifen braucht Blender 5.2",
        "Un masque animable sur une bande demande Blender 5.2"),
    "Select a strip with a picture in the sequencer first": (
        "Wähle zuerst im Sequencer einen Streifen mit Bild",
        "Choisissez d'abord une bande avec image dans le séquenceur"),
    "Open an artwork first": ("Öffne zuerst ein Kunstwerk", "Ouvrez d'abord une œuvre"),
    "Find the faces first, or add one by hand": (
        "Suche zuerst die Gesichter, oder füge eines von Hand hinzu",
        "Cherchez d'abord les visages, ou ajoutez-en un à la main"),
    "Tick the face that speaks": ("Hake das Gesicht an, das spricht", "Cochez le visage qui parle"),
    "Select a face in the list": ("Wähle ein Gesicht in der Liste", "Choisissez un visage dans la liste"),
    "Write the script first": ("Schreibe zuerst den Text", "Écrivez d'abord le texte"),
    "Speak the lines first": ("Lass den Text zuerst sprechen", "Faites d'abord dire le texte"),
    "Animate first: that draws the curves": (
        "Bewege zuerst: Das zeichnet die Kurven", "Animez d'abord : cela dessine les courbes"),
    "Animate first: the scene shows the animated faces": (
        "Bewege zuerst: Die Szene zeigt die bewegten Gesichter",
        "Animez d'abord : la scène montre les visages animés"),
    "Build the scene first": ("Baue zuerst die Szene", "Construisez d'abord la scène"),
    "Render the film first": ("Rendere zuerst den Film", "Rendez d'abord le film"),
    "Export the work first": ("Exportiere zuerst das Werk", "Exportez d'abord l'œuvre"),
    "Choose a table or a folder of pictures first": (
        "Wähle zuerst eine Tabelle oder einen Ordner mit Bildern",
        "Choisissez d'abord un tableau ou un dossier d'images"),
    "This row has no production": ("Diese Zeile hat keine Produktion", "Cette ligne n'a pas de production"),
    "Run the batch first": ("Lass zuerst den Stapel laufen", "Lancez d'abord le lot"),
    # hints in fields, and words with a name or a number in them
    "Empty: the writer writes it": ("Leer: Der Schreiber schreibt", "Vide : le rédacteur l'écrit"),
    "Not spoken": ("Wird nicht gesprochen", "N'est pas dit"),
    "What this face says": ("Was dieses Gesicht sagt", "Ce que dit ce visage"),
    "Empty: a voice": ("Leer: eine Stimme", "Vide : une voix"),
    "Beside it": ("Daneben", "À côté"),
    "Retry": ("Noch einmal", "Réessayer"),
    "By Blender, for only it can show:": (
        "Durch Blender, denn nur es zeigt:", "Par Blender, seul à montrer :"),
    "This production is not there any more": (
        "Diese Produktion ist nicht mehr da", "Cette production n'est plus là"),
    "Drawn mask of {}": ("Gemalte Maske von {}", "Masque dessiné de {}"),
    "and {} more": ("und {} weitere", "et {} de plus"),
    "Signed: {}": ("Freigegeben: {}", "Signé : {}"),
}  # fmt: skip


def table() -> dict[str, dict[tuple[str, str], str]]:
    """Return the words as Blender takes them: by locale, context and English."""
    return {
        locale: {(context, english): said[place] for english, said in WORDS.items() for context in CONTEXTS}
        for place, locale in enumerate(LOCALES)
    }


def register() -> None:
    """Give Blender the words."""
    bpy.app.translations.register(__package__, table())


def unregister() -> None:
    """Take them back."""
    bpy.app.translations.unregister(__package__)

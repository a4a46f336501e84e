"""Phrases: the sentences a template is made of, in several styles; no slot stays empty.

Slots for one or several speakers: those of `NUMBER`, and `whose_face` ("the face you see in it is mine").
Slots from the label: title, aside, artist, qualifier, at (place and time behind a verb), material, technique,
holder, inventory_number, credit, date, place, note, source; and for the kind of work: noun, a_noun, past,
participle.
"""

from __future__ import annotations

Phrases = dict[str, tuple[str, ...]]

STYLES: dict[str, Phrases] = {
    "welcoming": {
        "greeting": (
            "Good day, and thank you for stopping.",
            "Welcome. Come a little closer.",
            "How good that you came to look.",
        ),
        "title": (
            "This {noun} is called {title}, and {whose_face}.",
            "You are looking at {title}, and the {face} that {speaks} to you {is_} {mine}.",
        ),
        "made": ("{artist} {past} {me}{at}.", "{I} {was} {participle} by {artist}{at}."),
        "material": ("All that you see of {me} is {material}, and yet you stopped.",),
        "holder": ("Today you find {me} in the care of {holder}.", "{my} home today is {holder}."),
        "closing": (
            "Stay a little, if you like.",
            "Thank you for listening.",
            "{I} {am} glad that you came.",
        ),
    },
    "plain": {
        "greeting": ("Good day.", "Good day to you."),
        "title": (
            "The title of this {noun} is {title}, and {whose_face}.",
            "You see {me} in the {noun} that is called {title}.",
        ),
        "made": ("{I} {was} {participle} by {artist}{at}.", "{artist} {past} {me}{at}."),
        "material": ("The technique, says the label, is {technique}.",),
        "holder": ("{I} {am} kept by {holder}.", "{I} belong to {holder} today."),
        "closing": ("{I} add nothing to what the label says.", "Thank you for your time."),
    },
    "thoughtful": {
        "greeting": ("Quietly, please: {a_noun} is speaking.", "Stand here for a moment.", "Come closer."),
        "title": (
            "On the label stands {title}, but a name is not yet a face.",
            "{title} is the name of this {noun}, and {whose_face}.",
        ),
        "made": ("It was {artist} who {past} {me}{at}.", "{artist} {past} {me}{at}, and so {I} came to be."),
        "material": ("What you see is {material}; the rest is your looking.",),
        "holder": ("Now {I} {am} in the keeping of {holder}.",),
        "closing": ("Now look once more, without {my} words.", "The rest {I} leave to your eyes."),
    },
    "wry": {
        "greeting": ("Ah, a visitor.", "There you are.", "Good, somebody is looking."),
        "title": (
            "{title}, says the label, and {whose_face}.",
            "They call this {noun} {title}, and nobody asked {me}.",
        ),
        "made": (
            "For {my} looks you may thank {artist}, who {past} {me}{at}.",
            "{artist} {past} {me}{at}, and {I} have kept still ever since.",
        ),
        "material": ("Come too close and all that is left of {me} is {material}.",),
        "holder": ("{my} address, these days, is {holder}.",),
        "closing": (
            "Do come again; {I} have nothing but time.",
            "There, now you know as much as {my} label.",
        ),
    },
}

#: Drawn by the seed where nobody chose a style; "wry" is left out, for not every work bears a joke.
SOBER = ("plain", "thoughtful", "welcoming")

#: Said in every style, for they have to be exact rather than pretty.
COMMON: Phrases = {
    "aside": ("Beside the title the label adds, in brackets: {aside}.",),
    "untitled": ("{I} have no title.", "Nobody gave {me} a title."),
    "self_portrait": ("The hand that {past} {me} and the face you see belong to one person: {artist}.",),
    "made_at": ("{I} {was} {participle}{at}.",),
    "attributed": ("{I} {am} {qualifier} {artist}.",),
    "from_the": ("{I} come from the {qualifier} {artist}.",),
    "by_a": ("{I} {was} {participle}{at} by {qualifier} {artist}.",),
    "in_the": ("{I} {was} {participle}{at} in the {qualifier} {artist}.",),
    "hedged": ("{I} {was} {qualifier} {participle} by {artist}{at}.",),
    "careful": ("On {my} maker the label is careful; it says: {qualifier} {artist}.",),
    "group": ("For {my} maker the label says: {artist}.",),
    "anonymous": ("{I} {was} {participle}{at} by someone whose name is not known.",),
    "no_artist": ("Who {past} {me}, {my} label does not say.",),
    "date": ("For {my} date the label says: {date}.",),
    "place": ("For {my} place of origin the label says: {place}.",),
    "seen": ("{I} {am} not alone here: look, and you will find other faces too.",),
    "note": ("A note on {me} says: {note}",),
    "note_of": ("A note on {me}, from {source}, says: {note}",),
    "inventory_number": ("In the inventory {my} number is {inventory_number}.",),
    "credit": ("{my} credit line reads: {credit}.",),
    "nothing": (
        "Nobody has told {me} {my_name}, nor who made {me}, nor when.",
        "{my} label gives no name, no maker and no date.",
    ),
}

#: True of any picture of a face, whoever made it; they fill the time and state nothing of the work.
#: In themes, so that one text does not turn twice around the same thought.
REFLECTIONS = (
    (
        "{a_noun} cannot turn away, so look as long as you like.",
        "Take your time; {I} have plenty.",
        "Try to look at {me} for one whole minute; few people do.",
    ),
    (
        "Look first, and read afterwards.",
        "Look for the light, and see where it falls.",
        "Step back once, then come close again, and see what changes.",
        "There is always one detail that nobody has noticed yet, and perhaps it is yours to find.",
    ),
    (
        "The voice is new; the {face} {is_} not.",
        "These words were lent to {me}; the {face} {was_face} always {mine}.",
        "{I} say no more than the label does, for a guess is not a memory.",
    ),
    (
        "What {I} {am} thinking, no label can tell you.",
        "A label is short; a face is not.",
        "If you are quiet for a moment, you will see more than {I} can tell.",
    ),
    (
        "Every visitor sees something else in {me}.",
        "{I} cannot hear you, but {I} {am} glad of the company.",
    ),
)

#: Words that change with the number of speakers: one, several.
NUMBER = {
    "I": ("I", "we"),
    "me": ("me", "us"),
    "my": ("my", "our"),
    "mine": ("mine", "ours"),
    "am": ("am", "are"),
    "was": ("was", "were"),
    "face": ("face", "faces"),
    "is_": ("is", "are"),
    "was_face": ("was", "were"),
    "speaks": ("speaks", "speak"),
    "my_name": ("my name", "our names"),
}

"""Phrases: the sentences a template is made of; no slot stays empty, and no room hears one twice.

Slots for one or several speakers: those of `NUMBER`, and `whose_face` ("the face you see in it is mine").
Slots from the label: title, aside, questioned, artist, qualifier, at (place and time behind a verb), behind
(whom a print is after), material, technique, height, width, holder, inventory_number, credit, date, place,
note, source; and for the kind of work: noun, a_noun, past, participle. Slots of what the program sees:
colour, other, count.
"""

from __future__ import annotations

from collections.abc import Mapping

Phrases = Mapping[str, tuple[str, ...]]

TONES = {
    "welcoming": "greets whoever looks",
    "plain": "plain and short",
    "thoughtful": "speaks of time and looking",
    "wry": "with a little mockery of itself",
    "sober": "for death, suffering and what is sacred",
}
SOBER = ("plain", "thoughtful", "welcoming")
"""Drawn where nobody chose a tone; "wry" is left out, for not every work bears a joke."""
AUDIENCES = {
    "general": "whoever comes in",
    "children": "short words, and things to look for",
    "expert": "materials, numbers and doubts first",
}

GREETINGS: Phrases = {
    "welcoming": (
        "Good day, and thank you for stopping.",
        "Welcome. Come a little closer.",
        "How good that you came to look.",
        "Hello. {I} was hoping that somebody would stop.",
        "It is kind of you to look {my} way.",
        "You found {me}. Good.",
        "Do come nearer; there is room for you.",
        "So many walk by; thank you for standing still.",
    ),
    "plain": (
        "Good day.",
        "Good day to you.",
        "Hello.",
        "A word about {me}, if you have a moment.",
        "This will not take long.",
        "Let {me} say who {I} {am}.",
    ),
    "thoughtful": (
        "Quietly, please: {a_noun} is speaking.",
        "Stand here for a moment.",
        "Come closer.",
        "Before you read, look.",
        "You look at {me}, and {I} look out.",
        "There is time. Let us use it.",
        "It is seldom that {a_noun} may speak.",
        "Let us be still together for a little while.",
    ),
    "wry": (
        "Ah, a visitor.",
        "There you are.",
        "Good, somebody is looking.",
        "No need to whisper; {I} hear nothing.",
        "You may stare. It is what {I} {am} here for.",
    ),
    "sober": (
        "Stay a moment, if you will.",
        "Please be quiet here for a moment.",
        "What you see asks for a little silence.",
        "Look slowly.",
        "Let us be quiet together.",
        "Before {I} speak, look.",
        "Stay here for a while, in quiet.",
        "A quiet word, no more.",
    ),
    "children": (
        "Hello, you there!",
        "Hello. Can you keep still as long as {I} can?",
        "Psst. Yes, {I} mean you.",
        "Hello. Shall {I} tell you something?",
    ),
}

TITLES: Phrases = {
    "any": (
        "This {noun} is called {title}, and {whose_face}.",
        "The title of this {noun} is {title}, and {whose_face}.",
        "{title} is the name of this {noun}, and {whose_face}.",
        "You see {me} in the {noun} that is called {title}.",
        "The label reads {title}; {whose_face}.",
        "People call this {noun} {title}, and {whose_face}.",
        "{title}: so reads the label beside {me}.",
        "What you see here is called {title}, and {whose_face}.",
        "In the catalogue this {noun} stands as {title}.",
        "If you look for {me} in a list, look under {title}.",
    ),
    "welcoming": (
        "You are looking at {title}, and the {face} that {speaks} to you {is_} {mine}.",
        "Let {me} introduce the {noun}: {title}.",
    ),
    "thoughtful": (
        "The label says {title}, but a name is not yet a face.",
        "{title}: words on a label, and behind them {my} {face}.",
    ),
    "wry": (
        "{title}, says the label, as if that were all.",
        "Officially {I} {am} called {title}; one gets used to it.",
        "{title}, says the label, and {whose_face}.",
        "They call this {noun} {title}, and nobody asked {me}.",
    ),
    "sober": (
        "This {noun} is called {title}.",
        "The title is {title}.",
        "{title}: that is the title.",
        "The title of this {noun} is {title}.",
        "{title} is the name of this {noun}.",
        "The label says: {title}.",
        "What you see here is called {title}.",
        "You stand before the {noun} that is called {title}.",
    ),
    "children": (
        "This {noun} has a name: {title}.",
        "Do you know what this {noun} is called? It is called {title}.",
        "Somebody gave this {noun} a name: {title}.",
        "The name of this {noun} is {title}. And this is {my} {face}!",
    ),
}

MADE: Phrases = {
    "any": (
        "{artist} {past} {me}{at}{behind}.",
        "{I} {was} {participle} by {artist}{at}{behind}.",
        "It was {artist} who {past} {me}{at}{behind}.",
        "The one who {past} {me} was {artist}{comma_at}{behind}.",
        "{my} maker is {artist}, who {past} {me}{at}{behind}.",
        "By the label, {I} {was} {participle} by {artist}{at}{behind}.",
        "Read the label for the maker's name: {artist}, who {past} {me}{at}{behind}.",
        "{artist}: that is who {past} {me}{at}{behind}.",
    ),
    "thoughtful": ("{artist} {past} {me}{at}{behind}, and so {I} came to be.",),
    "wry": (
        "For {my} looks you may thank {artist}, who {past} {me}{at}{behind}.",
        "{artist} {past} {me}{at}{behind}, and {I} have kept still ever since.",
        "{artist} {past} {me}{at}{behind}; blame {artist} for the rest.",
        "If you do not like {me}, speak to {artist}, who {past} {me}{at}{behind}.",
    ),
    "welcoming": ("{I} {was} {participle}{at} by {artist}{behind}, and {am} still here.",),
    "children": (
        "A person named {artist} {past} {me}{at}{behind}.",
        "Who {past} {me}? It was {artist}{comma_at}{behind}.",
        "Somebody {past} {me}{at}{behind}, and the name was {artist}.",
    ),
    "sober": (
        "{artist} {past} {me}{at}{behind}.",
        "{I} {was} {participle} by {artist}{at}{behind}.",
        "The maker's name is {artist}, who {past} {me}{at}{behind}.",
        "The label names the maker: {artist}, who {past} {me}{at}{behind}.",
        "As the label says, {I} {was} {participle} by {artist}{at}{behind}.",
        "The hand that {past} {me}{at} was that of {artist}{behind}.",
        "This is the work of {artist}, who {past} {me}{at}{behind}.",
    ),
}

MADE_ONCE: Phrases = {
    "any": (
        "{artist} {past} {me}{behind}.",
        "{I} {was} {participle} by {artist}{behind}.",
        "It was {artist} who {past} {me}{behind}.",
        "The one who {past} {me} was {artist}{behind}.",
        "{my} maker is {artist}{behind}.",
        "{my} maker's name is {artist}{behind}.",
        "By the label, {I} {was} {participle} by {artist}{behind}.",
        "{artist}: that is who {past} {me}{behind}.",
        "The hand that {past} {me} was that of {artist}{behind}.",
    ),
}

MATERIALS: Phrases = {
    "any": (
        "The label gives {technique} as the technique.",
        "What you see of {me} is {material}.",
        "{my} technique is {technique}.",
        "{material_first}: that is all {I} {am} made of.",
        "Look at the surface: it is {material}.",
        "The label describes the technique as {technique}.",
        "{I} {am} {material}, from edge to edge.",
        "What {I} {am} made of, the label says plainly: {technique}.",
    ),
    "welcoming": ("All that you see of {me} is {material}, and yet you stopped.",),
    "thoughtful": ("What you see is {material}; the rest is your looking.",),
    "wry": (
        "Come too close and all that is left of {me} is {material}.",
        "For all the fuss, {I} {am} {material}.",
        "Some are made of sterner stuff; {I} {am} {material}.",
    ),
    "sober": (
        "The label gives {technique} as the technique.",
        "The technique is {technique}.",
        "As its technique the label gives {technique}.",
        "What you see is {material}.",
        "What lies before your eyes is {material}.",
        "Of the technique the label says: {technique}.",
        "This {noun} is {material}.",
    ),
    "children": (
        "Can you guess what {I} {am} made of? The answer is {technique}.",
        "What do you think {I} {am} made of? The label says: {technique}.",
        "No skin, no bones: all of {me} is {material}.",
    ),
}

HOLDERS: Phrases = {
    "any": (
        "{I} {am} kept by {holder}.",
        "Today {I} belong to {holder}.",
        "Today {I} {am} in the care of {holder}.",
        "Now {I} {am} in the keeping of {holder}.",
        "Whoever asks for {me} should ask {holder}.",
        "{my} home today is {holder}.",
        "The label names {holder_apart} as {my} keeper.",
        "These days it is {holder_apart} that looks after {me}.",
    ),
    "wry": (
        "{my} address, these days, is {holder}.",
        "{I} {am} kept by {holder}; {I} have never been asked to leave.",
        "Visitors are received at {holder}.",
    ),
    "sober": (
        "Today this {noun} is kept by {holder}.",
        "This {noun} is in the care of {holder}.",
        "Those who keep this {noun} today: {holder}.",
        "The label names {holder_apart} as the keeper of this {noun}.",
        "Where this {noun} is kept today, the label says: {holder}.",
        "This {noun} has its place today with {holder}.",
        "Kept today by {holder}: so the label has it.",
    ),
    "children": ("{I} live at {holder}.", "{my} home is {holder}.", "Where do {I} live? At {holder}."),
}

CLOSINGS: Phrases = {
    "welcoming": (
        "Stay a little, if you like.",
        "Thank you for listening.",
        "{I} {am} glad that you came.",
        "Come back whenever you like.",
        "It was good to have you here.",
        "Greet the others in this room from {me}.",
    ),
    "plain": (
        "{I} add nothing to what the label says.",
        "Thank you for your time.",
        "That is all.",
        "So far the label.",
        "More {I} cannot say for certain.",
    ),
    "thoughtful": (
        "Now look once more, without {my} words.",
        "The rest {I} leave to your eyes.",
        "And now {I} {am} silent again.",
        "What is missing here, you may see for yourself.",
        "Take one more look before you go.",
        "Words end here; looking does not.",
    ),
    "wry": (
        "Do come again; {I} have nothing but time.",
        "There, now you know as much as {my} label.",
        "You may blink now; {I} rarely do.",
    ),
    "sober": (
        "{I} leave you with what you see.",
        "The rest is silence.",
        "Thank you for staying.",
        "More is not written here.",
        "Look once more before you go.",
    ),
    "children": (
        "Now it is your turn to look.",
        "Come back and see if {I} have moved.",
        "Bye now. {I} stay right here.",
    ),
}

SEEN: Phrases = {
    "left": (
        "{my} {face} {is_} turned to the left of the picture.",
        "You see {me} turned to the left.",
        "{I} {was} shown with {my} {face} to the left.",
        "{my} {face} {is_} turned partly to the left, neither towards you nor from the side.",
        "Of the two sides of {my} face you see more of one, for {I} {am} turned to the left.",
        "A quarter turn to the left: that is how {I} {was} set before you.",
        "{my} nose points a little to the left of the {noun}.",
    ),
    "right": (
        "{my} {face} {is_} turned to the right of the picture.",
        "You see {me} turned to the right.",
        "{I} {was} shown with {my} {face} to the right.",
        "{my} {face} {is_} turned partly to the right, neither towards you nor from the side.",
        "Of the two sides of {my} face you see more of one, for {I} {am} turned to the right.",
        "A quarter turn to the right: that is how {I} {was} set before you.",
        "{my} nose points a little to the right of the {noun}.",
    ),
    "profile_left": (
        "{I} look to the left, and you see {me} from the side.",
        "Only half of {my} face is to be seen; it looks to the left.",
        "{my} nose points to the left of the {noun}.",
        "From where you stand, {I} {am} all profile, looking left.",
        "You see {me} from the side, looking to the left.",
        "{I} show you one side only, and look to the left.",
        "Of {my} face you have the profile, turned to the left.",
    ),
    "profile_right": (
        "{I} look to the right, and you see {me} from the side.",
        "Only half of {my} face is to be seen; it looks to the right.",
        "{my} nose points to the right of the {noun}.",
        "From where you stand, {I} {am} all profile, looking right.",
        "You see {me} from the side, looking to the right.",
        "{I} show you one side only, and look to the right.",
        "Of {my} face you have the profile, turned to the right.",
    ),
    "front": (
        "{I} {am} turned neither left nor right.",
        "Of {my} face you see both halves alike.",
        "{my} {face} {is_} turned to you, and to whoever stands there.",
        "{my} {face} {is_} turned straight towards you.",
        "{I} face you squarely.",
        "Stand before {me}, and {I} stand before you.",
        "There is no turning away: {my} {face} {is_} straight before you.",
    ),
    "alone": (
        "Nobody else shows a face here.",
        "There is only one face to look at, and it is {mine}.",
        "You will look in vain for a second face.",
        "No second face looks out of this {noun}.",
        "There is one face here, and it is {mine}.",
        "{I} {am} the only face in this {noun}.",
        "Look around {me}: no other face is to be found.",
        "{I} share this {noun} with no other face.",
    ),
    "others": (
        "Other faces share this {noun} with {me}.",
        "{I} {am} one of {count} faces here.",
        "Do not look at {me} alone; there are other faces.",
        "{I} {am} not alone here: look, and you will find other faces too.",
        "There are {count} faces in this {noun}; this voice is {mine}.",
        "You can count {count} faces in this {noun}.",
        "Around {me} you can find other faces.",
    ),
    "large": (
        "Most of what you see is {my} face.",
        "{my} face has the largest part of the {noun}.",
        "There is more face here than anything else.",
        "{my} face fills a good part of the {noun}.",
        "{I} {was} placed close to you: {my} face takes up much of the {noun}.",
        "You need not search for {me}; {my} face is large here.",
    ),
    "small": (
        "{my} face has only a small place here.",
        "Look closely, or you will miss {my} face.",
        "One must search for {my} face.",
        "{my} face is small here; come closer to find {me}.",
        "You must come close, for {my} face is only a small part of this {noun}.",
        "{I} take up little room in this {noun}.",
    ),
    "one_colour": (
        "Step back, and the {noun} is above all {colour}.",
        "{colour_first} has the largest share here.",
        "One colour takes up most of it: {colour}.",
        "{colour_first}: that takes the largest part.",
        "Much of this {noun} is {colour}.",
        "If you half close your eyes, most of it turns {colour}.",
        "Around {me}, most of it is {colour}.",
        "Look how much {colour} there is here.",
    ),
    "two_colours": (
        "Most of the {noun} is {colour} or {other}.",
        "Two colours take up most of it: {colour} and {other}.",
        "What is not {colour} here is mostly {other}.",
        "Most of what you see is {colour} and {other}.",
        "Its largest areas are {colour} and {other}.",
        "Much of what you see is {colour}, and next to it {other}.",
        "{Colour} and {other}: these two take up most of the {noun}.",
        "From a distance this {noun} is {colour} and {other}.",
    ),
    "grey": (
        "Not one colour is to be found here.",
        "Light and dark do all the work here.",
        "There are only greys.",
        "There is no colour here, only light and dark.",
        "All of it is between black and white.",
        "{I} come to you in greys.",
    ),
    "tall": (
        "The {noun} is taller than it is wide.",
        "{I} {was} given an upright shape.",
        "Upright is the shape of this {noun}.",
        "You see an upright {noun}.",
        "It stands upright: taller than wide.",
        "It is higher than it is wide.",
        "This is an upright {noun}.",
        "Higher than wide: such is its shape.",
        "More height than width: so this {noun} was made.",
        "From top to bottom there is more of it than from side to side.",
    ),
    "wide": (
        "The {noun} is wider than it is tall.",
        "{I} {was} given a wide shape.",
        "This {noun} is a broad one.",
        "You see a broad {noun}.",
        "It lies broad: wider than tall.",
        "It is wider than it is high.",
        "This is a broad {noun}.",
        "Wider than high: such is its shape.",
        "More width than height: so this {noun} was made.",
        "From side to side there is more of it than from top to bottom.",
    ),
    "dark": (
        "There is little light here.",
        "Much of what surrounds {me} is shadow.",
        "Give your eyes a moment; it is dark here.",
        "Light is scarce in this {noun}.",
        "Darkness has the larger part here.",
        "It is dark around {me}; let your eyes get used to it.",
        "Most of the {noun} lies in the dark.",
    ),
    "light": (
        "It is bright around {me}.",
        "Most of the {noun} is light.",
        "There is much light here.",
        "Shadow has little room in this {noun}.",
        "Brightness has the larger part here.",
        "Around {me} it is light.",
        "What surrounds {me} is mostly bright.",
    ),
}

#: Said of the same sights where the subject is grave: no playing with whoever looks.
SOBER_SEEN: Phrases = {
    "left": (
        "{my} {face} {is_} turned to the left of the picture.",
        "{I} {was} shown with {my} {face} to the left.",
        "The {face} {is_} turned to the left.",
        "To the left: that is where {my} {face} {is_} turned.",
        "In this {noun} {my} {face} {is_} turned to the left.",
    ),
    "right": (
        "{my} {face} {is_} turned to the right of the picture.",
        "{I} {was} shown with {my} {face} to the right.",
        "The {face} {is_} turned to the right.",
        "To the right: that is where {my} {face} {is_} turned.",
        "In this {noun} {my} {face} {is_} turned to the right.",
    ),
    "profile_left": (
        "{I} look to the left, and you see {me} from the side.",
        "You see {me} from the side, looking to the left.",
        "Of {my} face you have the profile, turned to the left.",
        "Only half of {my} face is to be seen; it looks to the left.",
    ),
    "profile_right": (
        "{I} look to the right, and you see {me} from the side.",
        "You see {me} from the side, looking to the right.",
        "Of {my} face you have the profile, turned to the right.",
        "Only half of {my} face is to be seen; it looks to the right.",
    ),
    "front": (
        "{my} {face} {is_} turned to you, and to whoever stands there.",
        "{my} {face} {is_} turned straight towards you.",
        "Of {my} face you see both halves alike.",
        "{I} {was} shown from the front.",
        "{I} {am} turned neither left nor right.",
    ),
    "alone": (
        "There is one face here, and it is {mine}.",
        "Nobody else shows a face here.",
        "{I} {am} the only face in this {noun}.",
        "No second face is shown.",
        "One face is to be seen here, no more.",
        "No other face stands beside {mine}.",
    ),
    "others": (
        "Other faces share this {noun} with {me}.",
        "{I} {am} one of {count} faces here.",
        "There are {count} faces in this {noun}; this voice is {mine}.",
        "Around {me} you can find other faces.",
        "Not {I} alone: {count} faces are to be seen here.",
    ),
    "large": (
        "{my} face has the largest part of the {noun}.",
        "{my} face fills a good part of the {noun}.",
        "{my} face was placed close to you.",
    ),
    "small": (
        "{my} face has only a small place here.",
        "{my} face is only a small part of this {noun}.",
        "{I} take up little room in this {noun}.",
    ),
    "one_colour": (
        "{colour_first} has the largest share here.",
        "Much of this {noun} is {colour}.",
        "Around {me}, most of it is {colour}.",
        "One colour takes up most of it: {colour}.",
        "Most of what you see is {colour}.",
    ),
    "two_colours": (
        "Most of the {noun} is {colour} or {other}.",
        "Its largest areas are {colour} and {other}.",
        "Much of what you see is {colour}, and next to it {other}.",
        "Two colours take up most of it: {colour} and {other}.",
        "{Colour} and {other} have the largest share.",
        "What surrounds {me} is for the most part {colour} and {other}.",
    ),
    "grey": (
        "There is no colour here, only light and dark.",
        "There are only greys.",
        "All of it is between black and white.",
        "No colour is to be seen.",
    ),
    "tall": (
        "The {noun} is taller than it is wide.",
        "This is an upright {noun}.",
        "Upright is the shape of this {noun}.",
        "It is higher than it is wide.",
    ),
    "wide": (
        "The {noun} is wider than it is tall.",
        "This is a broad {noun}.",
        "It is wider than it is high.",
        "Its shape is a broad one.",
    ),
    "dark": (
        "There is little light here.",
        "Much of what surrounds {me} is shadow.",
        "Darkness has the larger part here.",
        "Most of the {noun} lies in the dark.",
        "Light is scarce in this {noun}.",
    ),
    "light": (
        "It is bright around {me}.",
        "Most of the {noun} is light.",
        "There is much light here.",
        "Shadow has little room in this {noun}.",
    ),
}

#: Said of the same sights to children: something to find, to count, to try.
CHILDREN_SEEN: Phrases = {
    "left": (
        "{my} face is turned to the left. Can you turn yours the same way?",
        "Which way is {my} nose pointing? To the left!",
        "Turn your head a little to the left: that is how {I} hold {mine}.",
    ),
    "right": (
        "{my} face is turned to the right. Can you turn yours the same way?",
        "Which way is {my} nose pointing? To the right!",
        "Turn your head a little to the right: that is how {I} hold {mine}.",
    ),
    "front": (
        "{my} face is turned straight to you. Now turn yours to {me}.",
        "Stand right in front of {me}, face to face.",
    ),
    "alone": (
        "Count the faces here. One, and it is {mine}!",
        "Can you find another face? No, there is only {mine}.",
    ),
    "others": (
        "How many faces can you find here? {I} know of {count}.",
        "Count the faces: there are {count}, and one of them is {mine}.",
    ),
    "large": (
        "{my} face is big here. Is your hand as big?",
        "{my} face takes up a lot of room, does it not?",
    ),
    "small": ("{my} face is very small here. Did you find it?", "Come close, or you will miss {me}!"),
    "one_colour": (
        "Which colour is here the most? {I} say {colour}.",
        "Look for {colour}: there is a lot of it.",
    ),
    "two_colours": (
        "Which two colours are here the most? {I} say {colour} and {other}.",
        "Look for {colour} and {other}: there is a lot of both.",
    ),
    "grey": (
        "There are no colours here. Which ones would you choose?",
        "No colours at all, only light and dark.",
    ),
    "dark": (
        "It is dark here. Can you still see everything?",
        "Dark, is it not? Wait a little, then you see more.",
    ),
    "tall": (
        "This {noun} is taller than it is wide, like a door.",
        "Is this {noun} tall or wide? It is tall.",
    ),
    "wide": ("This {noun} is wider than it is tall.", "Is this {noun} tall or wide? It is wide."),
}

#: Said in every tone, for they have to be exact rather than pretty.
COMMON: Phrases = {
    "aside": (
        "The label adds, in brackets: {aside}.",
        "In brackets the label adds: {aside}.",
        "In brackets it says on the label: {aside}.",
    ),
    "questioned": (
        "Behind {questioned} the label puts a question mark.",
        "The name {questioned} has a question mark on the label.",
        "Of the name {questioned} the label is not certain.",
    ),
    "support": (
        "What {I} {was} {participle} on, the label says: {technique}.",
        "For the material the label says: {technique}.",
        "The label names the material: {technique}.",
        "The material, by the label, is {technique}.",
        "Behind what you see there is {technique}.",
    ),
    "size": (
        "The label gives the size: {height} by {width} centimetres.",
        "This {noun} measures {height} by {width} centimetres.",
        "{height} by {width} centimetres: that is the whole of this {noun}.",
        "The measure of this {noun} is {height} by {width} centimetres.",
        "From edge to edge it is {height} by {width} centimetres.",
        "{height} centimetres high and {width} wide: so large is this {noun}.",
        "In centimetres, says the label, it is {height} high and {width} wide.",
    ),
    "holder_private": (
        "This {noun} is in a private collection.",
        "Today this {noun} is in private hands.",
        "The label says that this {noun} is in a private collection.",
        "A private collection keeps this {noun} today.",
    ),
    "untitled": (
        "{I} have no title.",
        "Nobody gave {me} a title.",
        "Where a title would stand, the label says that there is none.",
    ),
    "self_portrait": (
        "The hand that {past} {me} and the face you see belong to one person: {artist}.",
        "The one who {past} {me} is the one you see: {artist}.",
        "Maker and face are one here: {artist}.",
    ),
    "made_at": (
        "{I} {was} {participle}{at}.",
        "The label says that {I} {was} {participle}{at}.",
        "As the label has it, {I} {was} {participle}{at}.",
        "{I} {was} {participle}{at}, as far as the label knows.",
        "The making, says the label, was{at}.",
        "It was{at} that {I} {was} {participle}.",
    ),
    "attributed": (
        "{I} {am} {qualifier} {artist}.",
        "The label puts it with care: {I} {am} {qualifier} {artist}.",
        "Nobody says it for certain: {I} {am} {qualifier} {artist}.",
        "{artist} is the name on the label, but with care: {I} {am} {qualifier} that hand.",
    ),
    "formerly": (
        "{I} {was} {qualifier} {artist}.",
        "Once people named {artist} as {my} maker: {I} {was} {qualifier} {artist}.",
    ),
    "from_the": (
        "{I} come from the {qualifier} {artist}.",
        "{I} come from the {qualifier} {artist}; no single hand is named.",
        "From the {qualifier} {artist}: that is where {I} come from.",
        "The label says that {I} come from the {qualifier} {artist}.",
    ),
    "by_a": (
        "{I} {was} {participle}{at} by {qualifier} {artist}.",
        "It was {qualifier} {artist} who {past} {me}{at}.",
        "The label names {qualifier} {artist}, by whom {I} {was} {participle}{at}.",
    ),
    "in_the": (
        "{I} {was} {participle}{at} in the {qualifier} {artist}.",
        "The label says that {I} {was} {participle}{at} in the {qualifier} {artist}.",
    ),
    "with_workshop": (
        "{I} {was} {participle}{at} by {artist} and the workshop.",
        "{artist} {past} {me}{at}, together with the workshop.",
        "Not one hand alone {past} {me}{at}: the label names {artist} and the workshop.",
        "The label names {artist}, and the workshop as well, as those who {past} {me}{at}.",
    ),
    "copy": (
        "{I} {am} {qualifier} {artist}.",
        "The label says that {I} {am} {qualifier} {artist}.",
        "{qualifier} {artist}: so the label calls {me}.",
    ),
    "after": (
        "{I} {was} {participle}{at} after {artist}.",
        "The model for this {noun} is by {artist}; {I} {was} {participle}{at} after it.",
        "Whoever {past} {me}{at} worked after {artist}.",
    ),
    "hedged": (
        "{I} {was} {qualifier} {participle} by {artist}{at}.",
        "The label leaves some doubt: {I} {was} {qualifier} {participle} by {artist}{at}.",
        "It was {qualifier} {artist} who {past} {me}{at}; the label leaves it open.",
    ),
    "careful": (
        "On {my} maker the label is careful; it says: {qualifier} {artist}.",
        "For {my} maker the label says: {qualifier} {artist}.",
    ),
    "group": (
        "For {my} maker the label says: {artist}.",
        "The label names no single hand; it says: {artist}.",
        "Where the maker's name would stand, the label has: {artist}.",
        "In place of a maker's name the label says: {artist}.",
    ),
    "anonymous": (
        "{I} {was} {participle}{at}{behind} by someone whose name is not known.",
        "The name of the one who {past} {me}{at}{behind} is not known.",
        "{I} {was} {participle}{at}{behind}; by whom, is not known.",
        "Whoever {past} {me}{at}{behind} has no name on the label.",
    ),
    "no_artist": (
        "Nobody's name is given for the making.",
        "The maker goes unnamed on {my} label.",
        "Whose hand {past} {me}, the label does not tell.",
        "There is no maker's name beside {me}.",
        "Who {past} {me}, {my} label does not say.",
        "{my} label leaves the maker's name out.",
        "About {my} maker the label is silent.",
    ),
    "no_technique": (
        "The label keeps its silence on what {I} {am} made of.",
        "The label names no material.",
        "On material and technique the label is silent.",
        "No word on the label about what {I} {am} made of.",
        "The material is not named beside {me}.",
        "Of what {I} {am} made, the label does not say.",
        "The label keeps to itself what {I} {am} made of.",
        "Nothing on the label tells of the material.",
    ),
    "no_date": (
        "The year is missing from {my} label.",
        "About the time the label is silent.",
        "{my} label names no time.",
        "Of the date nothing is written here.",
        "When that was, the label does not say.",
        "The label gives no year.",
        "No date stands beside {me}.",
    ),
    "date": (
        "For {my} date the label says: {date}.",
        "The date on the label reads: {date}.",
        "As to the time, the label says: {date}.",
        "The label dates {me} in these words: {date}.",
        "Of the time the label says: {date}.",
        "{date}: that is the date on the label.",
    ),
    "century": (
        "The label puts {me} into the {century} century.",
        "Its date puts this {noun} in the {century} century.",
        "By its date this {noun} is of the {century} century.",
        "From the {century} century {I} look at you.",
        "That was in the {century} century.",
        "{I} come from the {century} century.",
        "The {century} century is where {I} belong.",
        "{I} {was} new in the {century} century.",
    ),
    "place": (
        "For {my} place of origin the label says: {place}.",
        "As to the place, the label says: {place}.",
    ),
    "note": (
        "A note on {me} says: {note}",
        "It is written of {me}: {note}",
        "In the notes on this {noun} it says: {note}",
        "Those who keep {me} write: {note}",
        "About {me} one can read: {note}",
        "The notes say: {note}",
        "One sentence about {me} reads: {note}",
        "Here is what was noted of {me}: {note}",
    ),
    "note_of": (
        "A note on {me}, from {source}, says: {note}",
        "From {source} comes this sentence about {me}: {note}",
        "{source_first} writes of {me}: {note}",
        "According to {source}: {note}",
    ),
    "note_list": (
        "The record lists what is shown here: {items}.",
        "What is to be seen here, the record lists: {items}.",
        "Shown here, says the record: {items}.",
        "Look for what the record lists: {items}.",
    ),
    "inventory_number": (
        "In the inventory {my} number is {inventory_number}.",
        "{my} inventory number is {inventory_number}.",
        "Among the museum's numbers {mine} is {inventory_number}.",
    ),
    "credit": (
        "{my} credit line reads: {credit}.",
        "How {I} came here, the credit line says: {credit}.",
        "The credit line says: {credit}.",
    ),
    "nothing": (
        "Nobody has told {me} {my_name}, nor who made {me}, nor when.",
        "{my} label gives no name, no maker and no date.",
        "Title, maker, date: of all three the label says nothing.",
    ),
}

#: One speaker asks, the other answers; by the field that the answer is from.
QUESTIONS: Phrases = {
    "metadata.title": (
        "What do they call this {noun}?",
        "What does our label say?",
        "Do you know our title?",
    ),
    "metadata.artist": ("And who {past} us?", "Whose work are we?", "Do you remember who {past} us?"),
    "metadata.date": ("When was that?", "How long ago was it?"),
    "metadata.technique": ("And what are we made of?", "What is it that we consist of?"),
    "metadata.holder": ("Where are we now?", "Who keeps us today?"),
    "notes": ("What else do they say of us?", "Is there more to tell?", "And what do the notes say?"),
    "seen": ("What do they see when they look at us?", "What would you show them first?"),
}

#: True of any picture of a face, whoever made it; they fill the time and state nothing of the work.
#: In themes, so that one text does not turn twice around the same thought.
REFLECTIONS = (
    (
        "{a_noun} cannot turn away, so look as long as you like.",
        "Take your time; {I} have plenty.",
        "Try to look at {me} for one whole minute; few people do.",
        "Nobody is waiting behind you; take your time.",
        "Look while you count slowly to twenty, and see what has changed.",
    ),
    (
        "Look first, and read afterwards.",
        "Look for the light, and see where it falls.",
        "Step back once, then come close again, and see what changes.",
        "There is always one detail that nobody has noticed yet, and perhaps it is yours to find.",
        "Cover one half of the {noun} with your hand, then the other.",
        "Look at the edges; that is where one sees how a thing is made.",
        "Close your eyes, and see what of {me} you remember.",
    ),
    (
        "The voice is new; the {face} {is_} not.",
        "These words were lent to {me}; the {face} {was_face} always {mine}.",
        "{I} say no more than the label does, for a guess is not a memory.",
        "The mouth moves today; it rests again when you go.",
        "A borrowed voice is better than none.",
    ),
    (
        "What {I} {am} thinking, no label can tell you.",
        "A label is short; a face is not.",
        "If you are quiet for a moment, you will see more than {I} can tell.",
        "Some things cannot be written on a label.",
        "A face says more than {I} could in an hour.",
    ),
    (
        "Every visitor sees something else in {me}.",
        "You bring your own eyes; {I} only hold still.",
        "Whoever looks at {me} tomorrow will see something else.",
        "Two people never see the same {face}.",
    ),
)
SOBER_REFLECTIONS = (
    ("There is no hurry here.", "Take the time that it needs.", "Nothing here asks you to hurry."),
    ("Look first, and read afterwards.", "Look for the light, and see where it falls."),
    ("Some things cannot be written on a label.", "A label is short; what it stands for is not."),
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

_MOVES = {"title": TITLES, "made": MADE, "made_once": MADE_ONCE, "material": MATERIALS, "holder": HOLDERS}


def _of_sight(sight: str, tone: str, audience: str) -> tuple[str, ...]:
    if tone == "sober":
        return SOBER_SEEN[sight]
    return (audience == "children" and CHILDREN_SEEN.get(sight)) or SEEN[sight]


def wordings(move: str, tone: str, audience: str) -> tuple[str, ...]:
    """Return all wordings of a move that fit a tone and an audience.

    Parameters
    ----------
    move : str
        "greeting", "closing", "title", "made", "material", "holder", "seen: ..." or a key of `COMMON`.
    tone : str
        A key of `TONES`.
    audience : str
        A key of `AUDIENCES`.
    """
    if move in COMMON:
        return COMMON[move]
    if move.startswith("seen: "):
        return _of_sight(move.removeprefix("seen: "), tone, audience)
    if move in ("greeting", "closing"):
        bank = GREETINGS if move == "greeting" else CLOSINGS
        if tone == "sober":
            return bank["sober"]
        return bank["children"] + bank["welcoming"] if audience == "children" else bank[tone]
    bank = _MOVES[move]
    if tone == "sober":
        return bank.get("sober", ()) or bank["any"]
    own = bank.get("children", ()) if audience == "children" else ()
    return own + bank["any"] + bank.get(tone, ())

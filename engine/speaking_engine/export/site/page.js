// The page that speaks: one video, several languages; everything it needs lies in its folder.
(function () {
  "use strict";
  const data = JSON.parse(document.getElementById("data").textContent);
  const at = (id) => document.getElementById(id);
  const film = at("film"), play = at("play"), place = at("place"), described = at("described");
  const kiosk = new URLSearchParams(location.search).has("kiosk");
  let version = data.versions[0], cues = [], captioned = true, track = null, quiet = 0;

  function says(key) { return version.says[key]; }

  function tell(text) { at("live").textContent = text; }

  function caption() {
    if (track) { track.mode = "disabled"; }
    track = film.addTextTrack("captions", version.name, version.tag);
    for (const cue of version.cues) { track.addCue(new VTTCue(cue[0], cue[1], cue[2])); }
    track.mode = captioned ? "showing" : "hidden";
  }

  function words() {
    const parent = at("words");
    parent.replaceChildren();
    parent.lang = version.tag;
    cues = version.lines.map((said) => {
      const line = document.createElement("p");
      if (said.who) {
        const who = document.createElement("span");
        who.className = "who";
        who.textContent = said.who;
        line.append(who, " ");
      }
      line.append(said.text);
      parent.append(line);
      return [said.start, said.end, line];
    });
  }

  function describe() {
    const sound = at("description");
    described.hidden = true;
    sound.onloadedmetadata = () => { described.hidden = false; };
    sound.src = "description/" + version.tag + ".mp3";
    sound.load();
    sound.preload = "metadata";
  }

  function choose(number) {
    version = data.versions[number];
    film.pause();
    document.documentElement.lang = version.says.tag;
    for (const one of document.querySelectorAll("[data-says]")) { one.textContent = says(one.dataset.says); }
    for (const one of document.querySelectorAll("[data-labels]")) { one.setAttribute("aria-label", says(one.dataset.labels)); }
    for (const one of document.querySelectorAll("[data-language]")) {
      one.setAttribute("aria-pressed", String(Number(one.dataset.language) === number));
    }
    at("notice-short").textContent = version.notice;
    at("signoff").textContent = version.signoff;
    place.max = version.seconds;
    film.src = version.film;
    film.load();
    caption();
    words();
    describe();
    shown();
    tell(version.name);
  }

  function shown() {
    play.textContent = film.paused ? says("play") : says("pause");
    document.body.classList.toggle("playing", !film.paused);
  }

  function toggle() { if (film.paused) { film.play(); } else { film.pause(); } }

  function pressed(button, on) { button.setAttribute("aria-pressed", String(on)); }

  function rest() {
    film.pause();
    film.currentTime = 0;
    if (version !== data.versions[0]) { choose(0); }
    film.load();
    scrollTo(0, 0);
  }

  play.addEventListener("click", toggle);
  at("begin").addEventListener("click", () => { film.play(); play.focus(); });
  film.addEventListener("click", toggle);
  at("again").addEventListener("click", () => { film.currentTime = 0; film.play(); });
  at("captions").addEventListener("click", (event) => {
    captioned = !captioned;
    track.mode = captioned ? "showing" : "hidden";
    pressed(event.currentTarget, captioned);
  });
  at("sound").addEventListener("click", (event) => {
    film.muted = !film.muted;
    pressed(event.currentTarget, !film.muted);
  });
  described.addEventListener("click", () => {
    const sound = at("description");
    if (sound.paused) { film.pause(); sound.play(); } else { sound.pause(); }
    pressed(described, !sound.paused);
  });
  at("description").addEventListener("ended", () => pressed(described, false));
  for (const button of document.querySelectorAll("[data-language]")) {
    button.addEventListener("click", () => choose(Number(button.dataset.language)));
  }
  place.addEventListener("input", () => { film.currentTime = Number(place.value); });
  film.addEventListener("timeupdate", () => {
    place.value = film.currentTime;
    place.setAttribute("aria-valuetext", Math.round(film.currentTime) + " / " + Math.round(version.seconds) + " s");
    for (const [start, end, line] of cues) {
      line.classList.toggle("now", film.currentTime >= start && film.currentTime < end);
    }
  });
  for (const name of ["play", "pause", "ended"]) { film.addEventListener(name, shown); }
  film.addEventListener("ended", () => { if (kiosk) { rest(); } });
  if (kiosk) {
    // back to the beginning when nobody has touched it for a minute
    for (const name of ["pointerdown", "keydown"]) { addEventListener(name, () => { quiet = 0; }); }
    setInterval(() => { quiet = film.paused ? quiet + 1 : 0; if (quiet === 60) { rest(); } }, 1000);
  }
  caption();
  words();
  describe();
})();

// The film lies on the picture that the camera sees. MindAR finds the picture; without a camera the film is shown alone.
(function () {
  "use strict";
  const data = JSON.parse(document.getElementById("data").textContent);
  const at = (id) => document.getElementById(id);
  const stage = at("stage"), scene = at("scene"), camera = at("camera"), film = at("film"), state = at("state");
  const LEARNED_PX = 512; // the longer side of the picture that MindAR learns
  let version = data.versions[0], told = "ar_needs", sees = false;
  let size = [film.width, film.height]; // of the scene: the camera's picture, or the film alone

  function tell(key) { told = key; state.textContent = version.says[key]; }

  function fit() {
    const scale = Math.min(stage.clientWidth / size[0], stage.clientHeight / size[1]);
    const left = (stage.clientWidth - scale * size[0]) / 2, top = (stage.clientHeight - scale * size[1]) / 2;
    scene.style.width = size[0] + "px";
    scene.style.height = size[1] + "px";
    scene.style.transform = `translate(${left}px, ${top}px) scale(${scale})`;
  }

  function choose(number) {
    version = data.versions[number];
    const playing = !film.paused;
    document.documentElement.lang = version.says.tag;
    for (const one of document.querySelectorAll("[data-says]")) { one.textContent = version.says[one.dataset.says]; }
    for (const one of document.querySelectorAll("[data-labels]")) {
      one.setAttribute("aria-label", version.says[one.dataset.labels]);
    }
    for (const one of document.querySelectorAll("[data-language]")) {
      one.setAttribute("aria-pressed", String(Number(one.dataset.language) === number));
    }
    at("notice-short").textContent = version.notice;
    at("signoff").textContent = version.signoff;
    at("caption").lang = version.tag;
    film.src = version.film;
    if (playing) { play(); }
    tell(told);
    shown();
  }

  function play() { film.play().catch(shown); } // a browser may refuse; then the button offers it

  function shown() { at("play").textContent = version.says[film.paused ? "play" : "pause"]; }

  async function target(mindar) {
    // what the museum laid beside the page, what this browser learned before, or the picture learned now
    const beside = await fetch(data.learned).catch(() => null);
    if (beside && beside.ok) { return beside.arrayBuffer(); }
    const kept = await caches.open("speaking-images");
    const key = new URL(data.picture, location.href).href + "?" + data.fingerprint;
    const found = await kept.match(key);
    if (found) { return found.arrayBuffer(); }
    tell("ar_learn");
    const picture = new Image();
    picture.src = data.picture;
    await picture.decode();
    const scale = Math.min(1, LEARNED_PX / Math.max(picture.naturalWidth, picture.naturalHeight));
    const small = document.createElement("canvas");
    small.width = Math.round(picture.naturalWidth * scale);
    small.height = Math.round(picture.naturalHeight * scale);
    small.getContext("2d").drawImage(picture, 0, 0, small.width, small.height);
    const compiler = new mindar.a();
    await compiler.compileImageTargets([small], () => {});
    const learned = compiler.exportData();
    await kept.put(key, new Response(learned));
    return learned.slice().buffer;
  }

  function place(matrix, controller, [wide, high]) {
    // From the film's pixels to the camera's: MindAR's pose (column by column, y up, z towards us) and its lens.
    const focal = controller.projectionTransform[0][0];
    const middle = [controller.inputWidth / 2, controller.inputHeight / 2];
    const column = ([x, y, z]) => [focal * x - middle[0] * z, -focal * y - middle[1] * z, -z];
    const across = column(matrix.slice(0, 3)).map((value) => value * wide / film.width);
    const up = column(matrix.slice(4, 7));
    const origin = column(matrix.slice(12, 15)).map((value, i) => value + up[i] * high);
    const down = up.map((value) => -value * high / film.height);
    const plane = [across, down, origin].map((one) => one.map((value) => value / origin[2]));
    film.style.transform = "matrix3d(" + [
      plane[0][0], plane[0][1], 0, plane[0][2],
      plane[1][0], plane[1][1], 0, plane[1][2],
      0, 0, 1, 0,
      plane[2][0], plane[2][1], 0, plane[2][2],
    ].join(",") + ")";
  }

  async function look() {
    const mindar = await import("./mindar/controller-mGt1s8dJ.js"); // refused from the disk: before anybody is asked
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: false, video: { facingMode: "environment", width: { ideal: 640 }, height: { ideal: 480 } },
    });
    camera.srcObject = stream;
    await camera.play();
    const learned = await target(mindar);
    if (new URLSearchParams(location.search).has("keep")) {
      at("keep").href = URL.createObjectURL(new Blob([learned]));
      at("keep").parentElement.hidden = false;
    }
    camera.hidden = false;
    scene.classList.add("searching");
    track(mindar, learned);
    // a turned phone gives another picture
    camera.addEventListener("resize", () => track(mindar, learned));
  }

  let running = null;

  function track(mindar, learned) {
    if (running) { running.dispose(); }
    size = [camera.videoWidth, camera.videoHeight];
    camera.width = size[0];
    camera.height = size[1];
    fit();
    const controller = new mindar.C({
      inputWidth: size[0], inputHeight: size[1],
      onUpdate: (update) => {
        if (update.type !== "updateMatrix" || controller !== running) { return; }
        if (update.worldMatrix) { place(update.worldMatrix, controller, dimensions[0]); }
        if (sees === Boolean(update.worldMatrix)) { return; }
        sees = !sees;
        scene.classList.toggle("searching", !sees);
        tell(sees ? "ar_found" : "ar_point");
        if (sees) { play(); } else { film.pause(); }
      },
    });
    running = controller;
    const { dimensions } = controller.addImageTargetsFromBuffer(learned);
    controller.dummyRun(camera);
    tell("ar_point");
    controller.processVideo(camera);
  }

  at("start").addEventListener("click", async () => {
    at("start").disabled = true;
    film.play().then(() => { film.pause(); film.currentTime = 0; }).catch(() => {}); // the tap allows its sound from now on
    try {
      await look();
    } catch (fault) {
      for (const one of camera.srcObject ? camera.srcObject.getTracks() : []) { one.stop(); }
      camera.hidden = true;
      scene.classList.remove("searching");
      at("start").disabled = false;
      tell("ar_alone");
      console.warn(String(fault));
    }
  });
  at("play").addEventListener("click", () => {
    if (film.paused) { play(); } else { film.pause(); }
  });
  for (const button of document.querySelectorAll("[data-language]")) {
    button.addEventListener("click", () => choose(Number(button.dataset.language)));
  }
  for (const name of ["play", "pause", "ended"]) { film.addEventListener(name, shown); }
  film.addEventListener("timeupdate", () => {
    const cue = version.cues.find(([start, end]) => film.currentTime >= start && film.currentTime < end);
    at("caption").hidden = !cue;
    at("caption").textContent = cue ? cue[2] : "";
  });
  addEventListener("resize", fit);
  fit();
})();

// Many lines at once: one WebGL2 context for all panels. A panel is drawn here and copied into its own canvas.
import { rgb } from "./colors.js";

const VERTEX = `#version 300 es
in vec2 point;
uniform vec4 place; // left, width, bottom, height
uniform bool logarithmic;
void main() {
  float y = logarithmic ? log2(max(point.y, 1e-37)) * 0.30102999566 : point.y;
  gl_Position = vec4(2.0 * (point.x - place.x) / place.y - 1.0, clamp(2.0 * (y - place.z) / place.w - 1.0, -1e4, 1e4), 0, 1);
}`;

const FRAGMENT = `#version 300 es
precision mediump float;
uniform vec4 color;
out vec4 painted;
void main() { painted = color; }`;

class Layer {
  constructor() {
    this.canvas = document.createElement("canvas");
    const gl = this.canvas.getContext("webgl2", { antialias: false, depth: false, premultipliedAlpha: true });
    if (!gl || imitated(gl)) throw new Error("no graphics card");
    this.gl = gl;
    this.many = gl.getExtension("WEBGL_multi_draw");
    this.buffers = new WeakMap();
    this.program = linked(gl);
    this.at = Object.fromEntries(["place", "logarithmic", "color"].map((name) => [name, gl.getUniformLocation(this.program, name)]));
    this.registry = new FinalizationRegistry((buffer) => gl.deleteBuffer(buffer));
  }

  /** Draw groups of rows into a rectangle of a 2D canvas. A group: {lines, color, alpha, places}. */
  draw(context, box, view, groups) {
    const { gl } = this;
    const width = Math.max(1, Math.round(box.width)), height = Math.max(1, Math.round(box.height));
    if (this.canvas.width < width || this.canvas.height < height) {
      this.canvas.width = Math.max(this.canvas.width, width);
      this.canvas.height = Math.max(this.canvas.height, height);
    }
    gl.viewport(0, this.canvas.height - height, width, height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.useProgram(this.program);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    gl.enableVertexAttribArray(0);
    gl.uniform1i(this.at.logarithmic, view.logY ? 1 : 0);
    const [bottom, top] = view.logY ? [Math.log10(view.y0), Math.log10(view.y1)] : [view.y0, view.y1];
    for (const { lines, geometry, color, alpha, places } of groups) {
      gl.bindBuffer(gl.ARRAY_BUFFER, this.buffer(lines));
      gl.vertexAttribPointer(0, 2, gl.FLOAT, false, 0, 0);
      const left = geometry.toX(view.x0);
      gl.uniform4f(this.at.place, left, geometry.toX(view.x1) - left, bottom, top - bottom);
      const [r, g, b] = rgb(color).map((part) => (part / 255) * alpha);
      gl.uniform4f(this.at.color, r, g, b, alpha);
      const firsts = new Int32Array(places.length), counts = new Int32Array(places.length);
      places.forEach((place, k) => {
        firsts[k] = lines.firsts[place];
        counts[k] = lines.counts[place];
      });
      if (this.many) this.many.multiDrawArraysWEBGL(gl.LINE_STRIP, firsts, 0, counts, 0, places.length);
      else places.forEach((_, k) => counts[k] > 1 && gl.drawArrays(gl.LINE_STRIP, firsts[k], counts[k]));
    }
    context.drawImage(this.canvas, 0, 0, width, height, Math.round(box.left), Math.round(box.top), width, height);
  }

  /** The vertices on the graphics card; sent again where they changed. */
  buffer(lines) {
    const kept = this.buffers.get(lines.vertices);
    if (kept) return kept;
    const { gl } = this;
    const made = gl.createBuffer();
    gl.bindBuffer(gl.ARRAY_BUFFER, made);
    gl.bufferData(gl.ARRAY_BUFFER, lines.vertices, gl.STATIC_DRAW);
    this.buffers.set(lines.vertices, made);
    this.registry.register(lines.vertices, made);
    return made;
  }
}

/** Whether software stands in for the graphics card: columns of pixels are quicker then. */
function imitated(gl) {
  const named = gl.getExtension("WEBGL_debug_renderer_info");
  const name = named ? gl.getParameter(named.UNMASKED_RENDERER_WEBGL) : gl.getParameter(gl.RENDERER);
  return /swiftshader|llvmpipe|softpipe|software|basic render/i.test(name) && !new URLSearchParams(location.search).has("webgl");
}

function linked(gl) {
  const program = gl.createProgram();
  for (const [kind, text] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]]) {
    const shader = gl.createShader(kind);
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.bindAttribLocation(program, 0, "point");
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(program));
  return program;
}

let layer;

/** The layer of the whole page; null where there is no graphics card, or it was lost. */
export function glLayer() {
  if (layer === undefined || layer?.gl.isContextLost()) {
    try {
      layer = new Layer();
    } catch {
      layer = null;
    }
  }
  return layer;
}

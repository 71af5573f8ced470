// What a page does not hold to: text with too little contrast, and anything wider than the window.
(() => {
  const found = [];
  const colour = (text) => {
    const parts = text.match(/[\d.]+/g);
    if (!parts || text === "none") return null;
    const [r, g, b, a = 1] = parts.map(Number);
    return a === 0 ? null : [r, g, b];
  };
  const light = (rgb) => {
    const [r, g, b] = rgb.map((channel) => {
      const share = channel / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => {
    const [low, high] = [light(a), light(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const back = colour(getComputedStyle(at).backgroundColor);
      if (back) return back;
    }
    return [255, 255, 255];
  };
  // In a picture the ground of a text is the last shape drawn before it that lies under its middle.
  const under = (text) => {
    const box = text.getBBox();
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    let back = ground(text.ownerSVGElement);
    for (const shape of text.ownerSVGElement.children) {
      if (shape === text) break;
      if (!["rect", "circle", "polygon"].includes(shape.tagName)) continue;
      const fill = colour(getComputedStyle(shape).fill);
      const area = shape.getBBox();
      const inside = x >= area.x && x <= area.x + area.width && y >= area.y && y <= area.y + area.height;
      if (fill && inside) back = fill;
    }
    return back;
  };
  let texts = 0;
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode;
    const element = node.parentElement;
    if (!node.textContent.trim() || ["SCRIPT", "STYLE", "title", "desc", "OPTION"].includes(element.tagName)) continue;
    const style = getComputedStyle(element);
    if (style.visibility === "hidden" || element.getClientRects().length === 0) continue;
    texts += 1;
    // A text stays inside the box that it stands in; in a picture, inside the window of the picture.
    const words = document.createRange();
    words.selectNodeContents(node);
    let box = element;
    while (getComputedStyle(box).display.startsWith("inline") && getComputedStyle(box).display !== "inline-flex" && box.tagName !== "svg") box = box.parentElement;
    const room = (element.ownerSVGElement || box).getBoundingClientRect();
    for (const piece of words.getClientRects()) {
      if (piece.width > 0 && piece.right > room.right + 1) {
        found.push(`"${node.textContent.trim().slice(0, 40)}" ends at ${Math.round(piece.right)}, its box at ${Math.round(room.right)}`);
        break;
      }
    }
    const drawn = element.tagName === "text";
    const ink = colour(drawn ? style.fill : style.color);
    const back = drawn ? under(element) : ground(element);
    const ratio = contrast(ink, back);
    if (ratio < 4.5) found.push(`contrast ${ratio.toFixed(2)}:1 of "${node.textContent.trim().slice(0, 40)}" ${ink} on ${back}`);
  }
  const page = document.documentElement;
  if (page.scrollWidth > page.clientWidth) {
    found.push(`the page is ${page.scrollWidth} wide in ${page.clientWidth}`);
    for (const element of document.body.querySelectorAll("*")) {
      const box = element.getBoundingClientRect();
      if (box.right > page.clientWidth + 1 && found.length < 12) {
        found.push(`  <${element.tagName} class="${element.getAttribute("class") || ""}"> ends at ${Math.round(box.right)}: ${element.textContent.slice(0, 40)}`);
      }
    }
  }
  return { texts, found: found.slice(0, 20) };
})()

// A page opened from a file cannot start Python: browsers ask for a server. Then "Try it here" leads to how to have one.
if (location.protocol === "file:") {
  for (const link of document.querySelectorAll("a.try-it")) {
    link.href = "../students.html#from-a-usb-stick-without-a-network";
  }
}

// What scrolls can be reached and moved by the keyboard, too.
function reachable() {
  for (const box of document.querySelectorAll("article pre, .cell_output .output, mjx-container[display], .table-wrapper")) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  }
}
addEventListener("load", reachable);
addEventListener("resize", reachable);
document.addEventListener("toggle", reachable, true);

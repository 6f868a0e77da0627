// A page opened from a file cannot start Python: browsers ask for a server. Then "Try it here" leads to how to have one.
if (location.protocol === "file:") {
  for (const link of document.querySelectorAll("a.try-it")) {
    link.href = "../students.html#from-a-usb-stick-without-a-network";
  }
}

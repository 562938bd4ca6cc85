"""The status page as people see it: in Debian's Chromium, without a window."""
import base64
import os
import pathlib

from selenium import webdriver
from selenium.webdriver.chrome import options as chrome_options
from selenium.webdriver.chrome import service as chrome_service

DESKTOP, PHONE = (1280, 900), (390, 844)
# Where pictures go, if anywhere.
PICTURES = os.environ.get("INTEGRATION_PICTURES")


class Browser:

    def __init__(self, folder):
        options = chrome_options.Options()
        options.binary_location = "/usr/bin/chromium"
        for argument in ("--headless=new", "--no-sandbox", "--disable-gpu",
                         "--disable-dev-shm-usage", "--no-first-run",
                         # It asks nobody but the service.
                         "--disable-background-networking", "--disable-component-update",
                         "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                         f"--user-data-dir={folder}"):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self._driver = webdriver.Chrome(
            options=options, service=chrome_service.Service("/usr/bin/chromedriver"))

    def close(self):
        self._driver.quit()

    def open(self, address):
        self._driver.get(address)

    def resize(self, size):
        """The page's width and height; Chromium's own windows are wider than a phone."""
        self._driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": size == PHONE})

    def text(self, selector):
        """What stands there, as a person sees it."""
        return self.run("return document.querySelector(arguments[0]).innerText", selector)

    def run(self, script, *arguments):
        return self._driver.execute_script(script, *arguments)

    def source(self):
        return self._driver.page_source

    def complaints(self):
        """What the page's console says: scripts that failed, parts that were not loaded."""
        return [entry["message"] for entry in self._driver.get_log("browser")]

    def take_picture(self, name):
        """Of the whole page."""
        if PICTURES:
            width, height = self.run("const page = document.documentElement;"
                                     "return [page.clientWidth, page.scrollHeight]")
            picture = self._driver.execute_cdp_cmd("Page.captureScreenshot", {
                "captureBeyondViewport": True,
                "clip": {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}})
            (pathlib.Path(PICTURES) / f"{name}.png").write_bytes(
                base64.b64decode(picture["data"]))

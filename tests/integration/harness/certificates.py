"""Certificates of a test's own authorities, by openssl; keys and certificates are PEM."""
import pathlib
import secrets
import subprocess

_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")


def _openssl(*arguments):
    done = subprocess.run(["openssl", *map(str, arguments)], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True)
    if done.returncode != 0:
        raise AssertionError(f"openssl {arguments[0]}: {done.stderr}")


class Authority:

    def __init__(self, folder, name):
        self._folder = pathlib.Path(folder) / name
        self._folder.mkdir(parents=True)
        self._key = self._folder / "authority.key"
        self.certificate = self._folder / "authority.pem"
        _openssl("req", "-x509", *_KEY, "-nodes", "-keyout", self._key, "-out", self.certificate,
                 "-subj", f"/CN={name}", "-days", 2)

    def issue(self, name, password=None, address=None, days=2):
        """(certificate, key) of /CN=name, the key encrypted where there is a password; `address`:
        of a server; with -1 days it has expired."""
        key, request, certificate = (self._folder / f"{name}.{kind}" for kind in
                                     ("key", "csr", "pem"))
        _openssl("req", *_KEY, *(["-passout", f"pass:{password}"] if password else ["-nodes"]),
                 "-keyout", key, "-out", request, "-subj", f"/CN={name}",
                 *(["-addext", f"subjectAltName=IP:{address}"] if address else []))
        _openssl("x509", "-req", "-in", request, "-CA", self.certificate, "-CAkey", self._key,
                 "-set_serial", secrets.randbits(64), "-copy_extensions", "copyall", "-days", days,
                 "-out", certificate)
        return certificate, key

    def keystore(self, name, address):
        """One file of both, as a broker takes them."""
        certificate, key = self.issue(name, address=address)
        both = self._folder / f"{name}.both.pem"
        both.write_text(key.read_text() + certificate.read_text())
        return both

"""A schema registry of the tests: what Confluent's API is documented to answer, from memory."""
import base64
import http.server
import json
import re
import ssl
import threading

_SUBJECT = re.compile(r"/subjects/([^/]+)(/versions)?$")
_COMPATIBILITY = re.compile(r"/compatibility/subjects/([^/]+)/versions/latest(\?.*)?$")


class Registry:
    """Serves until stopped. `first_id`: of the first schema; `user`: (name, password) that it asks
    for; `certificate`: (certificate, key) files, for TLS."""

    def __init__(self, port=0, first_id=1, user=None, certificate=None):
        self.schemas = {}  # subject: [(id, schema)]
        self.asked = []  # (path, status)
        self.incompatible = None  # why it takes no further version of a subject
        self._next_id = first_id
        self._lock = threading.Lock()
        self._expected = None
        if user:
            self._expected = "Basic " + base64.b64encode(":".join(user).encode()).decode()
        registry = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with registry._lock:
                    status, answer = registry._answer(self.path, self.headers, json.loads(body))
                    registry.asked.append((self.path, status))
                data = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/vnd.schemaregistry.v1+json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        scheme = "https" if certificate else "http"
        self.url = f"{scheme}://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self):
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, path, headers, body):
        if self._expected and headers["Authorization"] != self._expected:
            return 401, {"error_code": 401, "message": "Unauthorized"}
        if headers["Content-Type"] != "application/vnd.schemaregistry.v1+json":
            return 415, {"error_code": 415, "message": "Unsupported media type"}
        if body["schemaType"] != "PROTOBUF" or "message Cable {" not in body["schema"]:
            return 422, {"error_code": 42201, "message": "Invalid schema"}
        if match := _COMPATIBILITY.match(path):
            if match[1] not in self.schemas:
                return 404, {"error_code": 40401, "message": "Subject not found"}
            reasons = [self.incompatible] if self.incompatible else []
            return 200, {"is_compatible": not reasons, "messages": reasons}
        match = _SUBJECT.match(path)
        if not match:
            return 404, {"error_code": 404, "message": "HTTP 404 Not Found"}
        subject, register = match[1], match[2] is not None
        versions = self.schemas.get(subject, [])
        for schema_id, schema in versions:
            if schema == body["schema"]:
                return 200, {"subject": subject, "id": schema_id, "schema": schema}
        if not register:
            code, what = (40403, "Schema") if versions else (40401, "Subject")
            return 404, {"error_code": code, "message": f"{what} not found"}
        if self.incompatible:
            return 409, {"error_code": 409, "message": self.incompatible}
        return 200, {"id": self.add(subject, body["schema"])}

    def add(self, subject, schema):
        """Its ID."""
        self.schemas.setdefault(subject, []).append((self._next_id, schema))
        self._next_id += 1
        return self._next_id - 1


def unframed(value):
    """(schema ID, message indexes, protobuf bytes) of a value in Confluent's wire format."""
    if value[0] != 0:
        raise AssertionError(f"no magic byte: {value[:6].hex()}")
    schema_id = int.from_bytes(value[1:5], "big")
    count, at = _zigzag(value, 5)
    indexes = [] if count else [0]
    for _ in range(count):
        index, at = _zigzag(value, at)
        indexes.append(index)
    return schema_id, indexes, value[at:]


def message_in(value):
    """The protobuf bytes of a record in either format."""
    return unframed(value)[2] if value[:1] == b"\0" else value


def _zigzag(data, at):
    number = shift = 0
    while True:
        byte = data[at]
        at += 1
        number |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return number >> 1 ^ -(number & 1), at

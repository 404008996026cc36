"""listen PORT...: accepts connections on every port.  connect ADDRESS:PORT...: prints the targets that accept one."""

import concurrent.futures
import socket
import sys
import threading

SECONDS = 4


def listen(port: int) -> None:
    with socket.create_server(("", port), backlog=64) as server:
        print(f"listening {port}", flush=True)
        while True:
            connection, _ = server.accept()
            connection.close()


def is_open(target: str) -> bool:
    address, port = target.rsplit(":", 1)
    try:
        socket.create_connection((address, int(port)), SECONDS).close()
        return True
    except OSError:
        return False


role, arguments = sys.argv[1], sys.argv[2:]
if role == "listen":
    for argument in arguments:
        threading.Thread(target=listen, args=(int(argument),)).start()
else:
    with concurrent.futures.ThreadPoolExecutor(64) as pool:
        for target, open_ in zip(arguments, pool.map(is_open, arguments)):
            if open_:
                print(f"open {target}")
    print("done")

#!/usr/bin/env python3
"""Prints the address of one wheel, found in the package index that pip itself is set up to use.

Usage: wheel_url.py PROJECT FILE

pip is asked for the index, the certificates, the proxy and the credentials, so that every setting of
pip.conf and of the PIP_ variables holds here too. The file is not downloaded.
"""
import html.parser
import logging
import signal
import sys
import urllib.parse

ACCEPT = "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1"


class Links(html.parser.HTMLParser):
    """Collects the addresses of a page of links, the older form of an index."""

    def __init__(self):
        super().__init__()
        self.addresses = []

    def handle_starttag(self, tag, attrs):
        address = dict(attrs).get("href")
        if tag == "a" and address:
            self.addresses.append(address.split("#")[0])


def addresses_in(response):
    if "json" in response.headers.get("Content-Type", ""):
        return [entry["url"] for entry in response.json()["files"]]
    page = Links()
    page.feed(response.text)
    return page.addresses


def with_credentials(address, index):
    """An index on the same host as its files usually asks for the same user and password."""
    file_parts, index_parts = urllib.parse.urlsplit(address), urllib.parse.urlsplit(index)
    if "@" not in index_parts.netloc or file_parts.netloc != index_parts.netloc.split("@")[-1]:
        return address
    return urllib.parse.urlunsplit(file_parts._replace(netloc=index_parts.netloc))


def find(project, file_name):
    from pip._internal.commands import create_command

    logging.disable(logging.CRITICAL)
    command = create_command("download")
    options, _ = command.parser.parse_args([])
    if options.no_index:
        raise RuntimeError("pip is told to use no index (no-index is set)")
    options.retries = min(int(options.retries), 2)
    problems = []
    with command.main_context(), command._build_session(options) as session:
        for index in [options.index_url, *options.extra_index_urls]:
            page = index.rstrip("/") + "/" + project + "/"
            shown = urllib.parse.urlsplit(page).netloc.split("@")[-1]
            try:
                response = session.get(page, headers={"Accept": ACCEPT}, timeout=min(options.timeout or 30, 30))
                response.raise_for_status()
            except Exception as error:  # pip vendors its own exception types
                problems.append(f"{shown} did not answer ({type(error).__name__})")
                continue
            for address in addresses_in(response):
                if urllib.parse.unquote(address).endswith("/" + file_name):
                    return with_credentials(urllib.parse.urljoin(response.url, address), index)
            problems.append(f"{shown} does not have it")
    raise RuntimeError("; ".join(problems))


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        print(find(sys.argv[1], sys.argv[2]))
    except ImportError:
        sys.exit(f"error: {sys.executable} has no pip (Debian: python3-pip)")
    except Exception as error:
        sys.exit(f"error: {sys.argv[2]}: not found in the package index: {error}")


if __name__ == "__main__":
    main()

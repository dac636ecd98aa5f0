import subprocess
import sys

import numpy as np
import pytest

from trainlab.data.named.generated import digits, half_circles, moons


def test_moons_have_their_sizes_and_even_classes():
    dataset = moons(0.2, 0)
    assert [len(dataset.split(name)) for name in ("train", "validation", "test")] == [900, 100, 1000]
    for part, count in ((dataset.train, 450), (dataset.validation, 50), (dataset.test, 500)):
        assert np.bincount(part.targets).tolist() == [count, count]
    assert dataset.train.inputs.dtype == np.float32


def test_without_noise_moons_lie_on_two_half_circles():
    dataset = moons(0.0, 3)
    for name in ("train", "test"):
        x, y = dataset.split(name).inputs.T, dataset.split(name).targets
        upper, lower = x[:, y == 0], x[:, y == 1]
        assert upper[0] ** 2 + upper[1] ** 2 == pytest.approx(1, abs=1e-5)
        assert (upper[1] >= -1e-6).all()
        assert (lower[0] - 1) ** 2 + (lower[1] - 0.5) ** 2 == pytest.approx(1, abs=1e-5)


def test_seed_and_noise_make_the_moons():
    assert moons(0.2, 1).fingerprint == moons(0.2, 1).fingerprint
    assert len({moons(0.2, 1).fingerprint, moons(0.2, 2).fingerprint, moons(0.3, 1).fingerprint}) == 3


def test_digits():
    dataset = digits(0)
    assert dataset.input_shape == (8, 8, 1)
    assert dataset.classes == tuple("0123456789")
    assert (dataset.train.inputs.min(), dataset.train.inputs.max()) == (0, 1)
    assert len(dataset.train) + len(dataset.validation) + len(dataset.test) == 1797


@pytest.mark.parametrize(
    ("count", "noise", "seed"), [(2000, 0.2, 0), (2000, 0.0, 1), (101, 0.3, 7), (5, 1e-9, 2**32 - 1)]
)
def test_half_circles_are_those_of_scikit_learn(count, noise, seed):
    from sklearn.datasets import make_moons

    theirs = make_moons(n_samples=count, noise=noise, random_state=seed)
    for own, other in zip(half_circles(count, noise, seed), theirs, strict=True):
        assert own.tobytes() == np.asarray(other).tobytes()


def test_moons_need_no_scikit_learn():
    code = "import sys; import trainlab as tl; tl.dataset('moons'); sys.exit('sklearn' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)

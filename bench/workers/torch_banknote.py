"""The fits of the banknote batch-size study as the usual eager loop in PyTorch.

Usage: python torch_banknote.py DATA.npz '[[32, 100, 1], ...]'

Each fit is batch size, epochs, and epochs between validations. Batches are rows of one tensor by a shuffled
index: a DataLoader would take longer.
"""

import json
import sys

import numpy as np
import torch
from torch import nn


def net() -> nn.Sequential:
    """4-6-6-1, its last activation in the loss, its weights drawn as Keras draws them."""
    layers = nn.Sequential(nn.Linear(4, 6), nn.ReLU(), nn.Linear(6, 6), nn.ReLU(), nn.Linear(6, 1))
    for layer in layers:
        if isinstance(layer, nn.Linear):
            nn.init.xavier_uniform_(layer.weight)
            nn.init.zeros_(layer.bias)
    return layers


def main() -> None:
    """Fit the net once for each batch size, keeping the loss of every step."""
    torch.set_num_threads(1)  # so small a net is slower on two threads
    data = np.load(sys.argv[1], allow_pickle=False)
    x, x_validation = (torch.from_numpy(data[name]) for name in ("x", "x_validation"))
    y, y_validation = (torch.from_numpy(data[name]).float()[:, None] for name in ("y", "y_validation"))
    for batch_size, epochs, validation_freq in json.loads(sys.argv[2]):
        torch.manual_seed(0)
        model = net()
        optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
        loss_of = nn.BCEWithLogitsLoss()
        losses, accuracies = [], []
        for epoch in range(1, epochs + 1):
            for rows in torch.randperm(len(x)).split(batch_size):
                optimizer.zero_grad()
                loss = loss_of(model(x[rows]), y[rows])
                loss.backward()
                optimizer.step()
                losses.append(loss.item())
            if epoch % validation_freq == 0:
                with torch.no_grad():
                    logits = model(x_validation)
                    losses.append(loss_of(logits, y_validation).item())
                    accuracies.append(((logits > 0) == (y_validation > 0)).float().mean().item())
        print(batch_size, accuracies[-1])


if __name__ == "__main__":
    main()

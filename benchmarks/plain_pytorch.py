"""Training speed of plain PyTorch, written as its tutorials do: torchvision transforms on PIL images, a DataLoader, torch.optim.

usage: plain_pytorch.py MODEL DATA_FOLDER STEPS [resident]

MODEL is resnet20 (CIFAR-10, SGD, batch 128, crop and flip), lenet5 or lenet-300-100 (MNIST, Adam, batch 60). Prints samples per
second over STEPS steps, after 5 that are not counted. With "resident" it trains on one batch in memory: no data pipeline at all.
"""
import gzip
import os
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms


class Cifar10(Dataset):
    """As torchvision.datasets.CIFAR10, from the binary archive."""

    def __init__(self, folder, transform):
        folder = os.path.join(folder, "cifar-10-batches-bin")
        records = np.concatenate([
            np.fromfile(os.path.join(folder, f"data_batch_{i}.bin"), np.uint8).reshape(-1, 3073) for i in range(1, 6)])
        self.targets = records[:, 0].astype(np.int64)
        self.data = records[:, 1:].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
        self.transform = transform

    def __len__(self):
        return len(self.data)

    def __getitem__(self, index):
        return self.transform(Image.fromarray(self.data[index])), self.targets[index]


class Mnist(Dataset):
    """As torchvision.datasets.MNIST."""

    def __init__(self, folder, transform):
        def read(name, header):
            with gzip.open(os.path.join(folder, "mnist", name)) as file:
                return np.frombuffer(file.read(), np.uint8, offset=header)

        self.data = torch.from_numpy(read("train-images-idx3-ubyte.gz", 16).reshape(-1, 28, 28).copy())
        self.targets = torch.from_numpy(read("train-labels-idx1-ubyte.gz", 8).astype(np.int64))
        self.transform = transform

    def __len__(self):
        return len(self.data)

    def __getitem__(self, index):
        return self.transform(Image.fromarray(self.data[index].numpy(), mode="L")), int(self.targets[index])


class BasicBlock(nn.Module):
    def __init__(self, channels, filters, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, filters, 3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(filters)
        self.conv2 = nn.Conv2d(filters, filters, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(filters)
        self.added = filters - channels

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        if self.added:
            x = F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, self.added // 2, self.added // 2))
        return F.relu(y + x)


class ResNet20(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        blocks, channels = [], 16
        for filters in (16, 32, 64):
            for i in range(3):
                blocks.append(BasicBlock(channels, filters, 2 if filters > 16 and i == 0 else 1))
                channels = filters
        self.blocks = nn.Sequential(*blocks)
        self.linear = nn.Linear(64, 10)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        x = self.blocks(x)
        return self.linear(x.mean((2, 3)))


class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 20, 5)
        self.conv2 = nn.Conv2d(20, 50, 5)
        self.fc1 = nn.Linear(800, 500)
        self.fc2 = nn.Linear(500, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        return self.fc2(F.relu(self.fc1(torch.flatten(x, 1))))


def lenet_300_100():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 300), nn.ReLU(), nn.Linear(300, 100), nn.ReLU(), nn.Linear(100, 10))


def main():
    name, folder, steps, resident = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4:] == ["resident"]
    torch.set_num_threads(1)
    torch.manual_seed(1)
    if name == "resnet20":
        model, batch = ResNet20(), 128
        data = Cifar10(folder, transforms.Compose([
            transforms.RandomCrop(32, padding=4), transforms.RandomHorizontalFlip(), transforms.ToTensor(),
            transforms.Normalize((0.4914, 0.4822, 0.4465), (0.2470, 0.2435, 0.2616))]))
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, weight_decay=1e-4)
    else:
        model, batch = {"lenet5": LeNet5, "lenet-300-100": lenet_300_100}[name](), 60
        data = Mnist(folder, transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.1307,), (0.3081,))]))
        optimizer = torch.optim.Adam(model.parameters(), lr=1.2e-3)

    def batches():
        while True:
            loader = DataLoader(data, batch_size=batch, shuffle=True)
            if resident:
                first = next(iter(loader))
                while True:
                    yield first
            yield from loader

    model.train()
    step = samples = 0
    for inputs, targets in batches():
        if step == 5:
            samples, started = 0, time.perf_counter()
        optimizer.zero_grad()
        loss = F.cross_entropy(model(inputs), targets)
        loss.backward()
        optimizer.step()
        samples += len(targets)
        step += 1
        if step == steps + 5:
            break
    print(f"{samples / (time.perf_counter() - started):.1f}")


main()

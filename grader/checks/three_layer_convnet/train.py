"""How `train` is judged."""
import numpy as np

from grader.checks import Check, Part
from solutions.three_layer_convnet import check_accuracy


def epochs_of_pictures(rng):
    yield _run(rng, 9, 1, 4)
    yield _run(rng, 11, 2, 4)
    yield _run(rng, 10, 3, 5)
    yield _run(rng, 9, 2, 13)  # a single batch
    yield _run(rng, 12 + int(rng.integers(9)), 2, 5)


def orders(rng):
    yield _run(rng, 10, 3, 5)
    yield _run(rng, 16, 4, 8)


def steps(rng):
    yield _run(rng, 10, 1, 10)
    yield _run(rng, 10, 1, 5)
    yield _run(rng, 12, 3, 4)
    yield _run(rng, 4 * int(rng.integers(4, 7)), 2, 4)  # only full batches: a last one dropped costs the part before


def decaying_rates(rng):
    yield _run(rng, 10, 2, 10, lr_decay=0.5)
    yield _run(rng, 10, 3, 5, lr_decay=0.8)
    yield _run(rng, 10, 3, 5, lr_decay=float(rng.uniform(0.3, 0.9)))
    yield _run(rng, 10, 2, 5)  # no decay is the default


def peaks(rng):
    yield _run(rng, 10, 2, 10, accuracies=[0.6, 0.4])
    yield _run(rng, 10, 4, 5, accuracies=[0.3, 0.7, 0.7, 0.5])
    yield _run(rng, 12, 3, 6, accuracies=[0.9, 0.2, 0.5])
    yield _run(rng, 10, 2, 5, accuracies=[0.0, 0.0])
    yield _run(rng, 10, 4, 5, accuracies=[float(round(one, 3)) for one in rng.permutation([0.2, 0.4, 0.6, 0.8])
                                          + rng.uniform(-0.05, 0.05, 4)])


def reports(rng):
    yield _run(rng, 9, 1, 3)
    yield _run(rng, 10, 2, 4)


def augmented(rng):
    yield _run(rng, 9, 1, 3)
    yield _run(rng, 10, 2, 5)


def _run(rng, N, epochs, batch_size, accuracies=None, **lr_decay):
    accuracies = [0.2 + 0.2 * epoch for epoch in range(epochs)] if accuracies is None else accuracies
    return {
        "N": N, "epochs": epochs, "batch_size": batch_size, "learning_rate": 0.5,
        "accuracies": accuracies, "_seed": int(rng.integers(2**31)), **lr_decay,
    }  # fmt: skip


def train_in_other_words(model, data, update, config, epochs, batch_size, rng, lr_decay=1.0, augment=None, report=None):
    # Rates from their first value, the order by shuffle, parameters copied back one by one.
    numbers = np.arange(data["X_train"].shape[0])
    per_epoch = int(np.ceil(len(numbers) / batch_size))
    settings = {name: config.copy() for name in model.params}
    losses, accuracies, kept = [], [], None
    for epoch in range(epochs):
        rng.shuffle(numbers)
        for k in range(per_epoch):
            chosen = numbers[k * batch_size:(k + 1) * batch_size]
            X, y = data["X_train"][chosen], data["y_train"][chosen]
            if augment:
                X = augment(X, rng)
            loss, grads = model.loss(X, y)
            losses.append(loss)
            for name, gradient in grads.items():
                settings[name]["learning_rate"] = config["learning_rate"] * lr_decay**epoch
                after, settings[name] = update(model.params[name], gradient, settings[name])
                model.params[name] = after
            if report:
                report(epoch * per_epoch + k + 1, epochs * per_epoch, loss)
        accuracies.append(check_accuracy(model, data["X_val"], data["y_val"], batch_size=7))
        if accuracies[-1] >= max(accuracies[:-1], default=-1):
            kept = {name: value.copy() for name, value in model.params.items()}
    for name in kept:
        model.params[name] = kept[name]
    return {"loss": losses, "val_accuracy": accuracies}


def train_as_the_solver(model, data, update, config, epochs, batch_size, rng, lr_decay=1.0, augment=None, report=None):
    # The loop of a well-known assignment: batches drawn anew each time, and as many as are full.
    num_train = data["X_train"].shape[0]
    iterations_per_epoch = max(num_train // batch_size, 1)
    num_iterations = epochs * iterations_per_epoch
    optim_configs = {p: dict(config) for p in model.params}
    best_val_acc, best_params = 0, {}
    loss_history, val_acc_history = [], []
    for t in range(num_iterations):
        batch_mask = rng.choice(num_train, batch_size)
        X_batch, y_batch = data["X_train"][batch_mask], data["y_train"][batch_mask]
        if augment is not None:
            X_batch = augment(X_batch, rng)
        loss, grads = model.loss(X_batch, y_batch)
        loss_history.append(loss)
        for p, w in model.params.items():
            model.params[p], optim_configs[p] = update(w, grads[p], optim_configs[p])
        if report is not None:
            report(t + 1, num_iterations, loss)
        if (t + 1) % iterations_per_epoch == 0:
            for k in optim_configs:
                optim_configs[k]["learning_rate"] *= lr_decay
            val_acc = check_accuracy(model, data["X_val"], data["y_val"])
            val_acc_history.append(val_acc)
            if val_acc > best_val_acc:
                best_val_acc = val_acc
                best_params = {k: v.copy() for k, v in model.params.items()}
    model.params = best_params
    return {"loss": loss_history, "val_accuracy": val_acc_history}


CHECK = Check(
    [
        Part("each image once in each epoch", 1, epochs_of_pictures,
             ["images to a step", "each image once in each epoch", "each image with its own label",
              "data are left as they were"]),
        Part("a new order in each epoch", 1, orders,
             ["epochs in the order of the file", "different orders", "the same orders by a generator in the same state",
              "the same orders by another generator"]),
        Part("losses and steps of the optimiser", 1, steps, ["loss", "config afterwards"]),
        Part("decay of the learning rate", 1, decaying_rates, ["learning rate in each step", "config afterwards"]),
        Part("accuracy after each epoch", 1, peaks, ["val_accuracy"]),
        Part("the best parameters", 1, peaks, ["epoch whose parameters are left"]),
        Part("report", 1, reports, ["step and steps that report is told", "report is told the loss of the step"],
             probe="train_reports"),
        Part("augment", 1, augmented,
             ["images that augment gets", "augment gets the generator",
              "steps with the images that augment returned", "validation images that were changed"],
             probe="train_augments"),
    ],
    accepts=[train_in_other_words],
)

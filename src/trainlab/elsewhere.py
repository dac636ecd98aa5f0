"""The words of other programs, and how each is written here: what an error adds to a name that is not known.

They are words of Keras (https://keras.io/api), PyTorch (https://pytorch.org/docs/stable) and of the field.
"""

from __future__ import annotations

WORDS = {
    # optimizers and their numbers
    "nag": "write optimizer=sgd momentum=0.9 nesterov=true",
    "sgdm": "write optimizer=sgd momentum=0.9",
    "gd": "gradient descent on all of train is optimizer=sgd batch_size=full",
    "schedulefree": "write optimizer=schedule_free_adamw",
    "eta": "write learning_rate",
    "alpha": "the learning rate is learning_rate; the slope of leaky_relu is leaky_slope",
    "betas": "write beta_1 and beta_2",
    "eps": "write epsilon",
    "weightdecay": "decoupled decay is weight_decay of optimizer=adamw; a penalty on the loss is l2",
    # lengths
    "nepochs": "write epochs",
    "numepochs": "write epochs",
    "maxepochs": "write epochs",
    "iterations": "write steps: one step is one update",
    "maxiter": "write steps: one step is one update",
    "batch": "write batch_size",
    "minibatch": "write batch_size",
    "bs": "write batch_size",
    # initialisation
    "xavier": "Xavier's initialisations are Glorot's: glorot_uniform or glorot_normal",
    "xavieruniform": "it is glorot_uniform",
    "xaviernormal": "it is glorot_normal",
    "glorot": "write glorot_uniform or glorot_normal",
    "he": "write he_normal or he_uniform",
    "kaiming": "Kaiming's initialisations are He's: he_normal or he_uniform",
    "kaimingnormal": "it is he_normal",
    "kaiminguniform": "it is he_uniform",
    "lecun": "write lecun_normal",
    "randomnormal": "write weight_init=normal init_scale=0.05",
    "kernelinitializer": "write weight_init, or name it after a layer: dense300:relu:he_normal",
    "init": "write weight_init for kernels, bias_init for biases",
    "initializer": "write weight_init for kernels, bias_init for biases",
    # regularisers
    "keepprob": "dropout is the share that is dropped: write dropout=0.2 for keep_prob=0.8",
    "dropoutrate": "write dropout",
    "weightpenalty": "write l2, or l1",
    "kernelregularizer": "write l2=0.001 or l1=0.001, for all kernels",
    "clipnorm": "write clip_norm",
    "clipvalue": "write clip_value",
    "gradclip": "write clip_norm or clip_value",
    "maxnormconstraint": "write max_norm",
    # schedules and stopping
    "reducelronplateau": "write schedule=performance",
    "plateau": "write schedule=performance",
    "lrscheduler": "write schedule; 'trainlab settings schedule' lists them",
    "steplr": "write schedule=piecewise",
    "multisteplr": "write schedule=piecewise",
    "exponentiallr": "write schedule=exponential",
    "exponentialdecay": "write schedule=exponential",
    "cosineannealing": "write schedule=cosine",
    "cosineannealinglr": "write schedule=cosine",
    "cosineannealingwarmrestarts": "write schedule=cosine_restarts",
    "sgdr": "write schedule=cosine_restarts",
    "onecycle": "write schedule=one_cycle",
    "onecyclelr": "write schedule=one_cycle",
    "cycliclr": "write schedule=cyclical",
    "lrfinder": "'trainlab sweep-lr' finds a learning rate; a range test is schedule=range_test",
    "earlystopping": "write early_stopping=validation_loss patience=10",
    "modelcheckpoint": "the best weights are always kept: 'trainlab export', or study.best() in Python",
    "callbacks": "what callbacks do has settings here: early_stopping, schedule, until, probe",
    "tensorboard": "every curve is in the study: 'trainlab plot', or 'trainlab curves' for other programs",
    # losses and metrics
    "crossentropy": "write loss=cross_entropy",
    "sparsecategoricalcrossentropy": "write loss=cross_entropy; targets are class numbers",
    "categoricalcrossentropy": "write loss=cross_entropy; targets are class numbers",
    "binarycrossentropy": "write loss=cross_entropy and end the net in one output",
    "bce": "write loss=cross_entropy and end the net in one output",
    "nll": "write loss=cross_entropy",
    "meansquarederror": "write loss=mse",
    "acc": "write train_accuracy or validation_accuracy",
    "accuracy": "write train_accuracy or validation_accuracy",
    "loss": "write train_loss, evaluated_train_loss or validation_loss",
    "f1": "trainlab measures loss and accuracy; 'trainlab export' takes the net elsewhere",
    # layers
    "softmax": "the loss turns outputs into probabilities, so the last layer has none: leave it out",
    "sigmoidoutput": "the loss turns outputs into probabilities: end the net in one output",
    "linear": "write dense for the layer, identity for the activation",
    "fc": "write dense300 for a layer of 300 units",
    "conv2d": "write conv3x3x16: height, width, filters",
    "maxpooling2d": "write maxpool2",
    "maxpool2d": "write maxpool2",
    "averagepooling2d": "write avgpool2",
    "globalaveragepooling2d": "write globalavgpool",
    "batchnormalization": "write batchnorm",
    "batchnorm1d": "write batchnorm",
    "batchnorm2d": "write batchnorm",
    "bn": "write batchnorm",
    "swish": "write silu, its other name",
    "hardtanh": "there is none; tanh is the nearest",
    "reshape": "the data says what shape an example has: begin with conv, or with flatten",
    "input": "the data says what an example is: begin with the first layer",
    "zeropadding2d": "padding belongs to the convolution: conv3x3x16:same",
    "residual": "write branch ... add, see docs/nets.md",
    "layernormalization": "write layernorm",
    "ln": "write layernorm",
    "lstm": "there are dense and convolutional nets only",
    "embedding": "there are dense and convolutional nets only",
    # data
    "validationsplit": "a file is split when it is read, see docs/data.md; or give --validation FILE",
    "normalize": "write standardize=true",
    "standardscaler": "write standardize=true",
    "scale": "write standardize=true",
    "shufflebuffer": "write shuffle=true; every epoch has a new order",
    # commands
    "train": "training is 'trainlab run'",
    "fit": "training is 'trainlab run'",
    "tune": "'trainlab run' with --vary tries several values, 'trainlab sweep-lr' finds a learning rate",
    "sweep": "'trainlab run' with --vary tries several values; also 'sweep-lr' and 'sweep-batch'",
    "search": "'trainlab run' with --vary and --trials N draws settings at random",
    "test": "a test split is measured by 'trainlab evaluate'",
    "summary": "'trainlab net' describes a net, 'trainlab show' a study",
    "ls": "'trainlab list' lists studies",
    "studies": "'trainlab list' lists studies",
    "report": "'trainlab findings' says what a study means",
    "view": "'trainlab show' and 'trainlab plot' show a study",
}
"""A word in lower case, without ``_``, ``-`` and blanks -> how it is written here."""

LONGEST = 100
"""Letters of a word that may be one of these."""

SETTINGS_AS_VALUES = {
    "momentum": "momentum is a setting of sgd: write optimizer=sgd momentum=0.9",
    "nesterov": "it is a setting of sgd with momentum: write optimizer=sgd momentum=0.9 nesterov=true",
    "amsgrad": "amsgrad is a setting of adam: write optimizer=adam amsgrad=true",
    "centered": "centered is a setting of rmsprop: write optimizer=rmsprop centered=true",
    "prelu": "prelu learns its slopes, so it is a layer of nets: dense300:identity prelu",
}
"""What is ours, but no value, though other programs have optimizers or activations of these names."""


def remark(word: object) -> str:
    """How a word of other programs is written here, as a sentence; empty where it is none.

    >>> remark("ReduceLROnPlateau"), remark("adam")
    ('write schedule=performance', '')
    """
    if not isinstance(word, str) or len(word) > LONGEST:
        return ""
    plain = word.lower()
    for letter in "_- .":
        plain = plain.replace(letter, "")
    return WORDS.get(plain, "")


def remark_on_value(word: object) -> str:
    """The same for what was given as the value of a setting.

    >>> remark_on_value("momentum")
    'momentum is a setting of sgd: write optimizer=sgd momentum=0.9'
    """
    return remark(word) or (SETTINGS_AS_VALUES.get(word.lower(), "") if isinstance(word, str) else "")

using Bench.Core;

namespace Bench.Sweeps;

/// <summary>A recipe with a name, and where its numbers come from.</summary>
/// <param name="Title">One line: what it is.</param>
/// <param name="Source">The paper or code; <c>ours</c> where the numbers are our choice.</param>
/// <param name="Recipe">The numbers; its name is the catalogue's.</param>
public sealed record RecipeEntry(string Title, string Source, RecipeSpec Recipe)
{
    public string Name => Recipe.Name;
}

/// <summary>
/// All recipes, by name, and the defaults of model families. Released numbers never change: a change is a new name.
/// </summary>
public static class RecipeCatalogue
{
    private const string FrankleCarbin = "Frankle and Carbin, The Lottery Ticket Hypothesis, ICLR 2019, figure 2";
    private const string He = "He, Zhang, Ren and Sun, Deep Residual Learning, CVPR 2016, section 4.2";
    private const string Liu = "Liu, Sun, Zhou, Huang and Darrell, Rethinking the Value of Network Pruning, ICLR 2019, and its code for CIFAR";
    private const string Blalock = "Blalock, Gonzalez Ortiz, Frankle and Guttag, What is the State of Neural Network Pruning?, MLSys 2020; ShrinkBench";

    private const string Slimming = "Liu, Li, Shen, Huang, Yan and Zhang, Learning Efficient Convolutional Networks through Network Slimming, ICCV 2017, section 4";

    private static readonly OptimizerSpec Adam = new() { Name = "adam" };
    private static readonly OptimizerSpec Sgd = new() { Name = "sgd", Momentum = 0.9, WeightDecay = 1e-4 };

    /// <summary>The recipes in the order of lists.</summary>
    public static IReadOnlyList<RecipeEntry> All { get; } =
    [
        new("LeNets on MNIST, from scratch", FrankleCarbin, Lottery("lottery-lenet", 1.2e-3, 50_000)),
        new("conv2 on CIFAR-10, from scratch", FrankleCarbin, Lottery("lottery-conv2", 2e-4, 20_000)),
        new("conv4 on CIFAR-10, from scratch", FrankleCarbin, Lottery("lottery-conv4", 3e-4, 25_000)),
        new("conv6 on CIFAR-10, from scratch", FrankleCarbin, Lottery("lottery-conv6", 3e-4, 30_000)),
        new("ResNets on CIFAR-10, from scratch (64,000 steps on 45,000 images: 182 epochs)", He, new RecipeSpec
        {
            Name = "he-cifar", Optimizer = Sgd, LearningRate = Steps(0.1, 0.1, 0.5, 0.75),
            Steps = 64_000, Batch = 128, Flip = true, CropPadding = 4,
        }),
        new("VGG and others on CIFAR, from scratch", Liu, new RecipeSpec
        {
            Name = "liu-cifar", Optimizer = Sgd, LearningRate = Steps(0.1, 0.1, 0.5, 0.75),
            Epochs = 160, Batch = 64, Flip = true, CropPadding = 4,
        }),
        new("Network slimming on CIFAR, from scratch: norm scales held down (an L1 term of 1e-4 on them)", Slimming, new RecipeSpec
        {
            Name = "slimming-cifar", Optimizer = Sgd with { Nesterov = true }, LearningRate = Steps(0.1, 0.1, 0.5, 0.75),
            Epochs = 160, Batch = 64, Flip = true, CropPadding = 4, ScaleL1 = 1e-4,
        }),
        new("vgg_bn_drop on CIFAR-10, from scratch: halved every 25 epochs", "Zagoruyko, 92.45% on CIFAR-10 in Torch, 2015, and its code", new RecipeSpec
        {
            Name = "torch-vgg", Optimizer = new() { Name = "sgd", Momentum = 0.9, WeightDecay = 5e-4 },
            LearningRate = Steps(0.1, 0.5, [.. Enumerable.Range(1, 11).Select(i => i * 25 / 300.0)]),
            Epochs = 300, Batch = 128, Flip = true,
        }),
        new("Wide ResNets on CIFAR, from scratch", "Zagoruyko and Komodakis, Wide Residual Networks, BMVC 2016, and its code", new RecipeSpec
        {
            Name = "zagoruyko-wrn", Optimizer = new() { Name = "sgd", Momentum = 0.9, Nesterov = true, WeightDecay = 5e-4 },
            LearningRate = Steps(0.1, 0.2, 0.3, 0.6, 0.8), Epochs = 200, Batch = 128, Flip = true, CropPadding = 4,
        }),
        new("Vision transformers and mixers on CIFAR, from scratch: decoupled decay, warm-up", "Touvron et al., Training data-efficient image transformers, ICML 2021, table 9; batch and length: ours", new RecipeSpec
        {
            Name = "deit-cifar", Optimizer = new() { Name = "adamw", WeightDecay = 0.05 }, LearningRate = new() { Rate = 5e-4, Schedule = "cosine", Warmup = 0.05 },
            Epochs = 200, Batch = 128, Flip = true, CropPadding = 4,
        }),
        new("Retraining of pruned networks on CIFAR", Blalock, new RecipeSpec
        {
            Name = "shrinkbench-cifar", Optimizer = Adam, LearningRate = new() { Rate = 3e-4 },
            Epochs = 30, Batch = 64, Flip = true, CropPadding = 4,
        }),
        new("The same without augmentation, for digits and the like", Blalock + "; without augmentation: ours", new RecipeSpec
        {
            Name = "shrinkbench-plain", Optimizer = Adam, LearningRate = new() { Rate = 3e-4 }, Epochs = 30, Batch = 64,
        }),
        new("Fine-tuning of pruned networks on CIFAR at the last rate of training", Liu, new RecipeSpec
        {
            Name = "liu-fine-tune", Optimizer = Sgd, LearningRate = new() { Rate = 1e-3 },
            Epochs = 40, Batch = 64, Flip = true, CropPadding = 4,
        }),
        new("Short training from scratch, to try things out", "ours", new RecipeSpec
        {
            Name = "quick-train", Optimizer = Adam, LearningRate = LearningRate("one-cycle", 2e-3), Epochs = 10, Batch = 64,
        }),
        new("Short retraining, to try things out", "ours", new RecipeSpec
        {
            Name = "quick-tune", Optimizer = Adam, LearningRate = LearningRate("cosine", 1e-3), Epochs = 2, Batch = 64,
        }),
        new("Short retraining of networks with batch normalization on colour images", "ours", new RecipeSpec
        {
            Name = "quick-tune-cifar", Optimizer = Sgd, LearningRate = LearningRate("cosine", 1e-2),
            Epochs = 3, Batch = 128, Flip = true, CropPadding = 4,
        }),
    ];

    /// <summary>The learning-rate schedules.</summary>
    public static IReadOnlyList<string> LearningRateSchedules { get; } = ["constant", "step", "cosine", "linear", "cyclic", "one-cycle"];

    /// <exception cref="UserError">No recipe has that name.</exception>
    public static RecipeEntry Find(string name) =>
        All.FirstOrDefault(r => r.Name == name) ?? throw new UserError(Names.Unknown("recipe", name, All.Select(r => r.Name)));

    /// <summary>How a model is trained from scratch where the sweep names no recipe.</summary>
    /// <param name="model">Its name in the catalogue; the three networks of the lottery-ticket paper have a recipe each.</param>
    /// <param name="family">Its family in the catalogue.</param>
    public static RecipeEntry Pretraining(string model, string family) => Find(family switch
    {
        "conv" => All.Any(r => r.Name == $"lottery-{model}") ? $"lottery-{model}" : "lottery-conv6",
        "resnet" => "he-cifar",
        "wrn" => "zagoruyko-wrn",
        "vgg" or "densenet" or "mobilenet" or OwnNetwork.Family => "liu-cifar",
        "vit" => "deit-cifar",
        _ => "lottery-lenet",
    });

    /// <summary>How a pruned model is retrained where the sweep names no recipe.</summary>
    /// <param name="family">Its family in the catalogue.</param>
    public static RecipeEntry Retraining(string family) => Find(family is "resnet" or "wrn" or "vgg" or "densenet" or "mobilenet" or "vit" or OwnNetwork.Family ? "shrinkbench-cifar" : "shrinkbench-plain");

    /// <summary>A schedule at its defaults: one-cycle rises over the first 30 % of the run, the others have no warm-up.</summary>
    internal static LearningRateSpec LearningRate(string schedule, double rate) =>
        new() { Rate = rate, Schedule = schedule, Warmup = schedule == "one-cycle" ? 0.3 : 0 };

    private static LearningRateSpec Steps(double rate, double gamma, params IReadOnlyList<double> drops) =>
        new() { Rate = rate, Schedule = "step", Gamma = gamma, Drops = drops };

    private static RecipeSpec Lottery(string name, double rate, int steps) =>
        new() { Name = name, Optimizer = Adam, LearningRate = new() { Rate = rate }, Steps = steps, Batch = 60 };
}

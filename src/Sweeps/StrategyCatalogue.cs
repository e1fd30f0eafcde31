using Bench.Core;
using Bench.Sweeps.Reading;

namespace Bench.Sweeps;

/// <summary>A composition of parts with a name; the parts are names of their catalogues.</summary>
/// <param name="Spec">The composition, under its name.</param>
/// <param name="Title">One line.</param>
/// <param name="Source">The paper, or whose baseline it is.</param>
public sealed record NamedStrategy(StrategySpec Spec, string Title, string Source)
{
    public string Name => Spec.Name;
}

/// <summary>The named strategies: compositions of parts, no code. A new one is one line here.</summary>
public static class StrategyCatalogue
{
    private const string ShrinkBench = "Blalock et al., MLSys 2020 (ShrinkBench)";

    private static readonly OptionValues None = OptionValues.None;
    private static readonly OptionValues Lottery = None.With("path", "lottery").With("budget", "per-round");

    public static IReadOnlyList<NamedStrategy> All { get; } =
    [
        new(Of("global-magnitude", "magnitude", "global"), "the smallest weights of the network", ShrinkBench),
        new(Of("layer-magnitude", "magnitude", "layer"), "the smallest weights of each layer", ShrinkBench),
        new(Of("global-gradient", "gradient", "global"), "the weights of the network whose loss changes least, to first order", ShrinkBench),
        new(Of("layer-gradient", "gradient", "layer"), "the weights of each layer whose loss changes least, to first order", ShrinkBench),
        new(Of("random", "random", "global"), "weights at random", ShrinkBench),
        new(Of("global-activation", "activation", "global"), "the weights of the network that carry the least activation", ShrinkBench),
        new(Of("layer-activation", "activation", "layer"), "the weights of each layer that carry the least activation", ShrinkBench),

        // At initialization.
        new(AtInitialization("snip", "gradient"), "connection sensitivity at initialization, then training", "Lee et al., SNIP, ICLR 2019"),
        new(AtInitialization("grasp", "grasp"), "gradient flow kept at initialization, then training", "Wang et al., Picking Winning Tickets Before Training by Preserving Gradient Flow, ICLR 2020"),
        new(AtInitialization("synflow", "synflow") with { Schedule = "iterative", ScheduleOptions = None.With("path", "exponential").With("rounds", 100).With("untrained", true) },
            "synaptic flow conserved, in 100 rounds without data at initialization, then training", "Tanaka et al., Pruning neural networks without any data, NeurIPS 2020"),
        new(AtInitialization("iter-snip", "gradient") with { Schedule = "iterative", ScheduleOptions = None.With("path", "exponential").With("rounds", 100).With("untrained", true) },
            "SNIP in 100 rounds at initialization, then training", "de Jorge et al., Progressive Skeletonization, ICLR 2021; Verdenius et al., Pruning via Iterative Ranking of Sensitivity Statistics, 2020"),
        new(AtInitialization("random-erk", "random") with { Scope = "erk" }, "weights at random with ERK's densities at initialization, then training: a control", "Evci et al., Rigging the Lottery, ICML 2020; Liu et al., ICLR 2022"),

        // Back to an earlier state.
        new(Of("lottery-ticket", "magnitude", "global") with { Schedule = "iterative", ScheduleOptions = Lottery, Retraining = "weight-rewind" },
            "20 % of the smallest weights a round, each time back to the initial weights and trained again", "Frankle and Carbin, The Lottery Ticket Hypothesis, ICLR 2019"),
        new(Of("imp-lr-rewind", "magnitude", "global") with { Schedule = "iterative", ScheduleOptions = Lottery, Retraining = "lr-rewind" },
            "20 % of the smallest weights a round, each time trained again with the learning rates of the whole training", "Renda et al., ICLR 2020"),

        // Other scores of trained weights.
        new(Of("lamp", "lamp", "global"), "magnitude with layerwise densities by what a weight adds to those that stay", "Lee et al., Layer-adaptive Sparsity for the Magnitude-based Pruning, ICLR 2021"),
        new(Of("taylor", "taylor", "global"), "squared first-order change of the loss, batch by batch", "Molchanov et al., Importance Estimation for Neural Network Pruning, CVPR 2019"),
        new(Of("fisher", "fisher", "global"), "second-order change of the loss by the diagonal of the Fisher matrix", "LeCun et al., Optimal Brain Damage, NIPS 1989; Theis et al., 2018"),
        new(Of("woodfisher", "woodfisher", "global"), "second-order change of the loss by blocks of the Fisher matrix, with the weight update", "Singh and Alistarh, WoodFisher, NeurIPS 2020"),
        new(Of("woodfisher-iterative", "woodfisher", "global") with { Schedule = "iterative", ScheduleOptions = None.With("path", "exponential").With("rounds", 10).With("untrained", true) },
            "the same in ten rounds with new gradients and no training between", "Singh and Alistarh, WoodFisher, NeurIPS 2020"),
        new(Of("wanda", "wanda", "row"), "the weight times the norm of its input, each output by itself", "Sun et al., A Simple and Effective Pruning Approach for Large Language Models, ICLR 2024"),
        new(Of("obc", "obc", "layer"), "each layer's outputs reconstructed, weights removed one by one", "Frantar and Alistarh, Optimal Brain Compression, NeurIPS 2022"),
        new(Of("erk-magnitude", "magnitude", "erk"), "the smallest weights of each layer, with ERK's densities", "Evci et al., Rigging the Lottery, ICML 2020"),
        new(Of("uniform-plus-magnitude", "magnitude", "uniform-plus"), "the smallest weights of each layer, the first dense and the last at most 80 % sparse", "Gale et al., The State of Sparsity in Deep Neural Networks, 2019"),

        new(Of("sensitivity-magnitude", "magnitude", StrategySpec.Sensitivity), "the smallest weights of each layer, with densities by dynamic programming over a scan of single layers",
            "after Frantar and Alistarh, SPDY, ICML 2022, without its search: layers' losses are measured"),

        // While training goes on.
        new(Of("gradual-magnitude", "magnitude", "global") with { Schedule = "gradual" }, "the smallest weights, ever more of them while training goes on", "Zhu and Gupta, To prune, or not to prune, 2017"),
        new(Of("movement", "movement", "global") with { Schedule = "gradual", ScheduleOptions = None.With("every", 10) }, "weights that move towards zero while training goes on", "Sanh et al., Movement Pruning, NeurIPS 2020"),
        new(AtInitialization("set", "random") with { Scope = "erk", Schedule = "dynamic", ScheduleOptions = None.With("grow", "random") },
            "sparse from initialization, the smallest weights exchanged for others at random", "Mocanu et al., Nature Communications 2018"),
        new(AtInitialization("rigl", "random") with { Scope = "erk", Schedule = "dynamic" }, "sparse from initialization, the smallest weights exchanged for those of largest gradient", "Evci et al., Rigging the Lottery, ICML 2020"),
        new(AtInitialization("granet", "magnitude") with { Schedule = "granet" }, "gradual pruning from initialization, with regrowth by gradient", "Liu et al., Sparse Training via Boosting Pruning Plasticity with Neuroregeneration, NeurIPS 2021"),
        new(AtInitialization("ac-dc", "magnitude") with { Schedule = "ac-dc" }, "training from initialization in phases, dense and compressed by turns", "Peste et al., AC/DC, NeurIPS 2021"),

        // N:M.
        new(Of("nm-2-4", "magnitude", "layer") with { Structure = "n-m" }, "the two largest of every four weights", "Mishra et al., Accelerating Sparse Deep Neural Networks, 2021"),
        new(Of("nm-4-8", "magnitude", "layer") with { Structure = "n-m", StructureOptions = None.With("n", 4).With("m", 8) }, "the four largest of every eight weights", "Zhou et al., Learning N:M Fine-grained Structured Sparse Neural Networks, ICLR 2021"),

        // Whole channels.
        new(Channels("l1-filters", "l1-norm", "layer"), "the filters of each layer with the smallest L1 norm", "Li et al., Pruning Filters for Efficient ConvNets, ICLR 2017"),
        new(Channels("l2-filters", "l2-norm", "layer"), "the filters of each layer with the smallest L2 norm", "He et al., Soft Filter Pruning, IJCAI 2018"),
        new(Channels("network-slimming", "norm-scale", "global"), "the channels of the network with the smallest batch-norm scale", "Liu et al., Learning Efficient Convolutional Networks through Network Slimming, ICCV 2017"),
        new(Channels("fpgm", "geometric-median", "layer"), "the filters of each layer nearest to the geometric median of all", "He et al., Filter Pruning via Geometric Median, CVPR 2019"),
        new(Channels("apoz", "apoz", "layer"), "the channels of each layer that ReLU leaves at zero most often", "Hu et al., Network Trimming, 2016"),
        new(Channels("taylor-channels", "gate-taylor", "global"), "the channels of the network whose gates change the loss least, to first order", "Molchanov et al., Importance Estimation for Neural Network Pruning, CVPR 2019"),
        new(Channels("group-fisher", "group-fisher", "global"), "the coupled channels of the network whose gates have the least Fisher information", "Liu et al., Group Fisher Pruning, ICML 2021"),
        new(Channels("group-norm", "group-norm", "global"), "the coupled channels of the network with the smallest norm over all their weights", "Fang et al., DepGraph: Towards Any Structural Pruning, CVPR 2023"),
        new(Channels("narrow-dense", "width", "layer") with { Retraining = "scratch-total" }, "no pruning: a narrower network of the same family and size, trained from scratch as long in all: a control", "Blalock et al., MLSys 2020; Liu et al., ICLR 2019"),
        new(Channels("random-channels", "random", "global"), "channels at random: a control", "PruningBench (Li et al., 2024) on why it is a serious one"),

        // The mask alone.
        new(Of("scratch-e", "magnitude", "global") with { Retraining = "scratch-e" }, "the mask of global-magnitude with weights drawn anew, trained as many epochs as the dense network", "Liu et al., Rethinking the Value of Network Pruning, ICLR 2019"),
        new(Of("scratch-b", "magnitude", "global") with { Retraining = "scratch-b" }, "the same with as much compute as the dense network had", "Liu et al., Rethinking the Value of Network Pruning, ICLR 2019"),
        new(Of("scratch-total", "magnitude", "global") with { Retraining = "scratch-total" }, "the mask of global-magnitude with weights drawn anew, trained for as many epochs as pretraining and retraining have together", "after Liu et al., Rethinking the Value of Network Pruning, ICLR 2019; the equal total: ours"),
    ];

    // Those first to whose name the retraining belongs.
    private static readonly IReadOnlyList<NamedStrategy> ByName = [.. All.OrderByDescending(s => BelongsToName(s.Spec))];

    /// <summary>
    /// What a composition is called, whatever a sweep calls it: as here, else <c>scope-criterion</c>, with a structure, a schedule and a starting point that
    /// are not the usual ones. Retraining and options are not part of it.
    /// </summary>
    public static string NameOf(StrategySpec strategy)
    {
        if (strategy.Criterion is null) return StrategySpec.Dense;
        if (NamedAs(strategy) is { } named) return named.Name;
        return $"{strategy.Scope}-{strategy.Criterion}{Unless(strategy.Structure, "weight")}{Unless(strategy.Schedule, "one-shot")}"
            + (strategy.From == StartPoint.Pretrained ? "" : $"-from-{strategy.From.Replace(' ', '-')}");

        static string Unless(string part, string usual) => part == usual ? "" : "-" + part;
    }

    /// <summary>The named strategy that a composition is, in all but how its criterion looks at data and, where that is no part of the name, its retraining; null where it is none.</summary>
    public static NamedStrategy? NamedAs(StrategySpec strategy) => ByName.FirstOrDefault(s => s.Spec.Criterion == strategy.Criterion && IsSame(s.Spec, strategy));

    /// <exception cref="UserError">No strategy has that name.</exception>
    public static NamedStrategy Find(string name) =>
        All.FirstOrDefault(s => s.Name == name) ?? throw new UserError(NameHints.Unknown("strategy", name, All.Select(s => s.Name)));

    // In all but how the criterion looks at data and what channels are counted by; and in the retraining, where it belongs to the name.
    private static bool IsSame(StrategySpec named, StrategySpec other) => named with { Name = "" } == other with
    {
        Name = "", ScoringSamples = named.ScoringSamples, ScoringBatch = named.ScoringBatch, ScoringBatchNorm = named.ScoringBatchNorm,
        StructureOptions = other.IsOfChannels ? other.StructureOptions.Without("target") : other.StructureOptions,
        Retraining = BelongsToName(named) ? other.Retraining : named.Retraining,
        RetrainingOptions = BelongsToName(named) ? other.RetrainingOptions : named.RetrainingOptions,
    };

    private static bool BelongsToName(StrategySpec named) => named.Retraining != "fine-tune";

    private static StrategySpec AtInitialization(string name, string criterion) => Of(name, criterion, "global") with { From = StartPoint.Initialization };

    private static StrategySpec Channels(string name, string criterion, string scope) => Of(name, criterion, scope) with { Structure = StrategySpec.Channel };

    private static StrategySpec Of(string name, string criterion, string scope) => new() { Name = name, Criterion = criterion, Scope = scope };
}

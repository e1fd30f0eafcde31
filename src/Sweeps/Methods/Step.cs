using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Bench.Core;

namespace Bench.Sweeps;

/// <summary>
/// One thing that is done to a network. A strategy is a list of these, which one small loop carries out; one-shot pruning is the shortest. Budget, cost,
/// checkpoints and shared work are read from the list.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "do")]
[JsonDerivedType(typeof(BeginStep), "begin")]
[JsonDerivedType(typeof(TrainStep), "train")]
[JsonDerivedType(typeof(CondemnStep), "condemn")]
[JsonDerivedType(typeof(ScanStep), "scan")]
[JsonDerivedType(typeof(CutStep), "cut")]
[JsonDerivedType(typeof(UpdateStep), "update")]
[JsonDerivedType(typeof(RewindStep), "rewind")]
[JsonDerivedType(typeof(LiftStep), "lift")]
[JsonDerivedType(typeof(DropStep), "drop")]
[JsonDerivedType(typeof(GrowStep), "grow")]
[JsonDerivedType(typeof(ShuffleStep), "shuffle")]
[JsonDerivedType(typeof(RenewNormStep), "renew-norm")]
[JsonDerivedType(typeof(MarkStep), "mark")]
[JsonDerivedType(typeof(ChooseStep), "choose")]
[JsonDerivedType(typeof(MeasureStep), "measure")]
public abstract record Step
{
    /// <summary>In words, for people.</summary>
    public abstract string Text { get; }

    protected static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Puts weights into the network: those that pretraining selected (or the imported ones), or those at initialization.</summary>
public sealed record BeginStep(string At) : Step
{
    public override string Text => At == StartPoint.Pretrained ? "begin with the pretrained weights" : "begin at initialization";
}

/// <summary>Trains on, until step <paramref name="To"/> of a run. The optimizer is fresh where the run is another than before.</summary>
public sealed record TrainStep(TrainingSpan Run, int To) : Step
{
    /// <summary>Whether ends of epochs on the way may be selected: all that is asked has been removed, and evaluated.</summary>
    public bool Selects { get; init; }

    public override string Text => Say($"train to step {To:N0} of {Run.Length:N0}{Run.Manner}");
}

/// <summary>Scores what is left and chooses what a later <see cref="CutStep"/> removes, so that this many of the prunable parameters stay; nothing is removed yet.</summary>
public sealed record CondemnStep(CutRule Rule, long Keep) : Step
{
    /// <summary>As of a <see cref="CutStep"/>.</summary>
    public required long Prunable { get; init; }

    public override string Text => Rule.IsOfChannels
        ? Say($"score by {Rule.Criterion} and choose the channels that are to be removed until at most {Keep:N0} of {Prunable:N0} {Rule.Counted} are left, without removing them")
        : Say($"score by {Rule.Criterion} and choose what is to be cut to density {(double)Keep / Prunable:0.####} of the prunable weights ({Keep:N0} of {Prunable:N0}), without cutting");
}

/// <summary>Cuts each layer alone, by a rule's criterion, to the densities of its scope, measures the loss, and puts everything back: by what it finds the rule's scope divides.</summary>
/// <param name="Rule">How the cuts after it are made.</param>
/// <param name="Measurements">How often the network is evaluated: once for each layer and density, and once uncut.</param>
/// <param name="Samples">Validation samples of an evaluation; 0: all.</param>
public sealed record ScanStep(CutRule Rule, int Measurements, int Samples) : Step
{
    public override string Text => Say($"cut each layer alone by {Rule.Criterion} and measure {(Samples == 0 ? "the validation split" : $"{Samples:N0} validation samples")}, {Measurements:N0} times in all, training nothing");
}

/// <summary>Scores what is left and keeps that many of the prunable parameters; of channels, as many as leave a network of that size.</summary>
public sealed record CutStep(CutRule Rule, long Keep) : Step
{
    /// <summary>The asked ratio, where this is the cut to it.</summary>
    public double? Compression { get; init; }

    /// <summary>Prunable parameters; of channels, the size of the whole network.</summary>
    public required long Prunable { get; init; }

    /// <summary>Whether nothing is scored, and what the last <see cref="CondemnStep"/> has chosen is removed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Condemned { get; init; }

    public override string Text => (Rule.IsOfChannels, Condemned) switch
    {
        (true, true) => Say($"remove the channels that were chosen, which leaves at most {Keep:N0} of {Prunable:N0} {Rule.Counted}"),
        (true, false) when Rule.IsNarrower => Say($"put in its place the widest network of the same family that has at most {Keep:N0} of {Prunable:N0} {Rule.Counted}"),
        (true, false) => Say($"score by {Rule.Criterion} and remove channels until at most {Keep:N0} of {Prunable:N0} {Rule.Counted} are left"),
        (false, true) => Say($"cut what was chosen, to density {(double)Keep / Prunable:0.####} of the prunable weights ({Keep:N0} of {Prunable:N0})"),
        _ => Say($"score by {Rule.Criterion} and cut to density {(double)Keep / Prunable:0.####} of the prunable weights ({Keep:N0} of {Prunable:N0})"),
    };
}

/// <summary>Gives the weights that are left the values that the criterion returned with the last cut.</summary>
public sealed record UpdateStep : Step
{
    public override string Text => "update the weights by what the criterion returned";
}

/// <summary>Goes back to the state of a point; masks stay.</summary>
/// <param name="To">A point: <see cref="StartPoint"/>'s text, <see cref="Redrawn"/>, or the name of a <see cref="MarkStep"/>.</param>
/// <param name="What">One of <see cref="All"/>, <see cref="Weights"/>, <see cref="LearningRate"/>.</param>
public sealed record RewindStep(string To, string What) : Step
{
    /// <summary>Everything that was so at a mark, masks too.</summary>
    public const string All = "all";

    /// <summary>Parameters and norm statistics.</summary>
    public const string Weights = "weights";

    /// <summary>The learning rate and the place in the data only.</summary>
    public const string LearningRate = "learning-rate";

    /// <summary>New initial weights, from a stream of their own.</summary>
    public const string Redrawn = "redrawn";

    public override string Text => (To, What) switch
    {
        (Redrawn, _) => "draw the weights anew",
        (_, LearningRate) => $"go back to the learning rate and the data of {To}",
        (_, Weights) => $"go back to the weights and norm statistics of {To}",
        _ => $"go back to all of '{To}'",
    };
}

/// <summary>Takes the mask off: pruned weights, which are 0, may grow again.</summary>
public sealed record LiftStep : Step
{
    public override string Text => "lift the mask";
}

/// <summary>Prunes a fraction of the weights that each layer has left, those of smallest magnitude.</summary>
public sealed record DropStep(double Fraction) : Step
{
    public override string Text => Say($"drop {Fraction:0.####} of each layer's weights by magnitude");
}

/// <summary>Brings back as many weights in each layer as were dropped last, as 0; one of those that comes back at once goes on as it was.</summary>
/// <param name="By"><c>random</c>, or <c>gradient</c>: of the loss on the next training batch.</param>
public sealed record GrowStep(string By) : Step
{
    public override string Text => By == "random" ? "grow as many at random" : $"grow as many by {By}";
}

/// <summary>Shuffles the mask within each layer: a control.</summary>
public sealed record ShuffleStep : Step
{
    public override string Text => "shuffle the mask within each layer";
}

/// <summary>Resets norm statistics and averages them over training images, with the training augmentation.</summary>
public sealed record RenewNormStep(RenewalRule Rule) : Step
{
    public override string Text => Say($"{Rule.Text}");
}

/// <summary>Remembers everything under a name.</summary>
public sealed record MarkStep(string Name) : Step
{
    public override string Text => $"remember '{Name}'";
}

/// <summary>Goes on with the learning rate whose run had the best validation accuracy.</summary>
public sealed record ChooseStep(IReadOnlyList<double> Rates) : Step
{
    public override string Text => Say($"choose the learning rate by validation");

    public bool Equals(ChooseStep? other) => other is not null && Rates.SequenceEqual(other.Rates);

    public override int GetHashCode() => Rates.Count;
}

/// <summary>Evaluates: <c>before</c> the last training with all that is asked removed, or <c>last</c>, which is with the selected epoch too.</summary>
/// <param name="Point"><c>before</c> or <c>last</c>.</param>
/// <param name="Renewal">What is done to the norm statistics for the measurement only; null: nothing.</param>
public sealed record MeasureStep(string Point, RenewalRule? Renewal = null) : Step
{
    public override string Text => $"measure{(Renewal is null ? "" : $", for that {Renewal.Text}")}";
}

/// <summary>How a cut is made.</summary>
public sealed record CutRule
{
    public required string Criterion { get; init; }
    public OptionValues CriterionOptions { get; init; } = OptionValues.None;
    public required string Scope { get; init; }
    public OptionValues ScopeOptions { get; init; } = OptionValues.None;
    public required string Structure { get; init; }
    public OptionValues StructureOptions { get; init; } = OptionValues.None;
    public required int ScoringSamples { get; init; }
    public required int ScoringBatch { get; init; }
    public required string ScoringBatchNorm { get; init; }
    public LayerLimits Limits { get; init; } = LayerLimits.None;

    /// <summary>Whether whole channels are removed.</summary>
    [JsonIgnore]
    public bool IsOfChannels => Structure == StrategySpec.Channel;

    /// <summary>Whether no channels are removed, but a narrower network of the same family takes the place of this one.</summary>
    [JsonIgnore]
    public bool IsNarrower => IsOfChannels && Criterion == StrategySpec.Width;

    /// <summary>What is to be made small where channels are removed, in words.</summary>
    [JsonIgnore]
    public string Counted => StructureOptions.Find("target")?.GetString() == "macs" ? "multiply-adds" : "parameters";

    /// <summary>Itself and what it follows, of those whose scope divides by a scan: as they cut here.</summary>
    public IEnumerable<CutRule> Scanned() => Followed().Prepend(this).Where(r => r.Scope == StrategySpec.Sensitivity).Select(r => r with { Limits = Limits });

    /// <summary>The cuts of other strategies that its scope follows, the nearest first.</summary>
    public IEnumerable<CutRule> Followed() => ScopeOptions.Names.Select(name => ScopeOptions.Find(name)!.Value)
        .Where(value => value.ValueKind == JsonValueKind.Object && value.TryGetProperty("criterion", out _))
        .Select(value => value.Deserialize(SweepJson.Default.CutRule)!).SelectMany(other => other.Followed().Prepend(other));
}

/// <summary>How norm statistics are renewed.</summary>
/// <param name="Samples">Training images that are looked at.</param>
/// <param name="Batch">Images in a batch.</param>
/// <param name="Augmentation">Of the training.</param>
/// <param name="Repair">Whether each channel's variance is first brought back to the dense network's (Jordan 2023).</param>
public sealed record RenewalRule(int Samples, int Batch, AugmentationSpec Augmentation, bool Repair)
{
    [JsonIgnore]
    public string Text => string.Create(CultureInfo.InvariantCulture,
        $"{(Repair ? "bring each channel's variance back to the dense network's and renew" : "renew")} norm statistics over {Samples:N0} training images");
}

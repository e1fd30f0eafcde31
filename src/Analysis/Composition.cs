using System.Text.Json;

namespace Bench.Analysis;

/// <summary>What a strategy does, whatever a sweep calls it: how it prunes and how it is retrained, with every option.</summary>
/// <param name="Criterion">Empty for the dense control, as is <paramref name="Scope"/>.</param>
/// <param name="Scope">Where scores compete.</param>
/// <param name="Structure">What is removed together.</param>
/// <param name="Schedule">When.</param>
/// <param name="Text">All of it and the remaining options, such as those of scoring, as JSON.</param>
public sealed record Composition(string Criterion, string Scope, string Structure, string Schedule, string Text)
{
    // These leave weights where the cut found them, or train on from there.
    private static readonly string[] GoingOn = ["fine-tune", "none", "renew-norm", "repair"];

    /// <summary>Where pruning begins, such as <c>initialization</c> or <c>step 500</c>.</summary>
    public string Start { get; init; } = "pretrained";

    /// <summary>What follows, such as <c>weight-rewind</c>.</summary>
    public string Retraining { get; init; } = "fine-tune";

    /// <summary>Whether rounds follow each other without training, so that they are one cut to the weights.</summary>
    public bool Untrained { get; init; }

    /// <summary>The unpruned network.</summary>
    public bool IsDense => Criterion == "";

    /// <summary>How it begins, is retrained and measured, where that is not the usual, such as <c>from initialization</c> or <c>weight-rewind step=30</c>; else empty.</summary>
    public string Course { get; init; } = "";

    /// <summary>What it is called wherever it stands by itself: controls have one label, and are told apart by their course.</summary>
    /// <param name="label">As the sweep calls it.</param>
    public string NameAs(string label) => IsDense && Course != "" ? $"{label} ({Course})" : label;

    /// <summary>N:M has one ratio: a strategy of it is a point, and no curve leads there.</summary>
    public bool IsPoint => Structure == "n-m";

    /// <summary>Whether the ratio that is asked for is one of multiply-adds, and not of parameters: channels with <c>target: macs</c>.</summary>
    public bool RatiosAreOfMacs { get; init; }

    /// <summary>Which kind of method it is.</summary>
    public Family Family => Structure == "channel" ? Family.Channels : Schedule switch
    {
        not ("one-shot" or "iterative" or "") => Family.WhileTraining,
        "iterative" when !Untrained => Family.Rounds,
        _ when !GoingOn.Contains(Retraining) => Family.Rounds,
        _ when Start != "pretrained" => Family.Early,
        _ => Family.AfterTraining,
    };

    /// <summary>Reads the JSON object of a configuration's strategy, without its name.</summary>
    public static Composition Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        string[] course =
        [
            Of("from") is { Length: > 0 } start ? $"from {start}" : "", $"{Of("retraining")} {Of("retraining-options")}".Trim(),
            Of("measure-after") is { Length: > 0 } after ? $"measured after {after} {Of("measure-after-options")}".Trim() : "",
        ];
        return new(Of("criterion"), Of("scope"), Of("structure"), Of("schedule"), json)
        {
            Start = Of("from", "pretrained"),
            Retraining = Of("retraining", "fine-tune"),
            Course = string.Join(", ", course.Where(part => part != "")),
            RatiosAreOfMacs = Of("structure-options").Split(' ').Contains("target=macs"),
            Untrained = Of("schedule-options").Split(' ').Contains("untrained=true"),
        };

        string Of(string key, string standing = "") => document.RootElement.TryGetProperty(key, out var value) ? value.GetString() ?? standing : standing;
    }
}

/// <summary>Kinds of methods, told by when they prune and from where they go on.</summary>
public enum Family
{
    /// <summary>Trained weights are cut and trained on, if at all.</summary>
    AfterTraining,

    /// <summary>Weights are cut at initialization or soon after, and trained then.</summary>
    Early,

    /// <summary>The mask changes while training goes on.</summary>
    WhileTraining,

    /// <summary>Cuts in rounds with training between, or another retraining than going on: rewinding, new weights, a teacher.</summary>
    Rounds,

    /// <summary>Whole channels are removed, whenever that is.</summary>
    Channels,
}

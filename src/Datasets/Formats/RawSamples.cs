using Bench.Core;

namespace Bench.Datasets;

/// <summary>
/// Samples as a file holds them, before they become tensors: the bytes of each image in the order channel, row, column
/// (slices of the files' content, not copies), scaled to 0–255, and a label each.
/// </summary>
public sealed record RawSamples(InputShape Shape, ReadOnlyMemory<byte>[] Images, long[] Labels)
{
    /// <summary>What is odd about the files, one line each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>What was found out about the files without being told, one line each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The raw values of images that lie in the file as floating-point numbers or are written out; null: neither.</summary>
    public RawRange? Range { get; init; }

    /// <summary>Number of samples.</summary>
    public int Count => Labels.Length;

    /// <summary>The samples at some positions, in that order.</summary>
    public RawSamples At(IReadOnlyList<int> positions) =>
        this with { Images = [.. positions.Select(i => Images[i])], Labels = [.. positions.Select(i => Labels[i])] };

    /// <summary>Parts of one set, in order; at least one.</summary>
    public static RawSamples Concat(IReadOnlyList<RawSamples> parts) => parts.Count == 1
        ? parts[0]
        : new(parts[0].Shape, [.. parts.SelectMany(p => p.Images)], [.. parts.SelectMany(p => p.Labels)])
        {
            Warnings = [.. parts.SelectMany(p => p.Warnings)], Notes = [.. parts.SelectMany(p => p.Notes)],
            Range = RawRange.Of(parts.Select(p => p.Range)),
        };
}

/// <summary>The sets that publishers give: training and test.</summary>
public sealed record RawSplits(RawSamples Train, RawSamples Test)
{
    /// <summary>A validation set of the publisher's own, which is the validation split; null: a tenth of the training set is split off for it.</summary>
    public RawSamples? Validation { get; init; }

    /// <summary>The words that are the classes' labels, in the order of the classes, where they were found out; null: they were not.</summary>
    public IReadOnlyList<string>? LabelNames { get; init; }
}

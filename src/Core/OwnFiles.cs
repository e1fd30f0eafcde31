using System.Text.Json.Serialization;

namespace Bench.Core;

/// <summary>A user's own data set, described without code.</summary>
public sealed record OwnFiles
{
    /// <summary>
    /// <c>idx</c> (images and labels in two files each), <c>cifar-bin</c> (records of label bytes and pixels), <c>cifar-python</c> (the same as pickled
    /// dictionaries), <c>csv</c> (one sample a row, label last or first), <c>libsvm</c> (a label and the pixels that are not 0, by number), <c>npz</c>
    /// (arrays of NumPy, in an archive or in two files each) or <c>imagefolder</c> (pictures in folders of their classes).
    /// </summary>
    public required string Format { get; init; }

    /// <summary>Paths of the training files: for idx and NumPy's arrays images then labels, for the other formats one or more files; absolute once resolved.</summary>
    public required IReadOnlyList<string> Train { get; init; }

    /// <summary>Those of the test set; none where a NumPy archive has it too, or where a part of the training files is taken for it.</summary>
    public required IReadOnlyList<string> Test { get; init; }

    /// <summary>Those of a validation part, which then is the validation split; none: the archive's, where it has one, else a tenth of the training set.</summary>
    public IReadOnlyList<string> Validation { get; init; } = [];

    /// <summary>Whether a NumPy archive has a validation part of its own. Filled when the sweep is resolved.</summary>
    public bool HasValidation { get; init; }

    /// <summary>The share of the training files that is the test set, stratified; null: the test set has files of its own.</summary>
    public double? TestFraction { get; init; }

    /// <summary>Which samples those are.</summary>
    public int SplitSeed { get; init; }

    public required int Classes { get; init; }

    /// <summary>Channels, height, width; needed for csv and cifar-bin, read from the header for idx.</summary>
    public IReadOnlyList<int>? Shape { get; init; }

    /// <summary>Largest raw value (255 for most bytes; 16 for the UCI digits), which becomes 255.</summary>
    public double MaxValue { get; init { field = value; MaxValueIsStated = true; } } = 255;

    /// <summary>Whether anybody said so.</summary>
    [JsonIgnore]
    public bool MaxValueIsStated { get; init; }

    /// <summary>Smallest raw value (-1 where values lie around 0), which becomes 0.</summary>
    public double MinValue { get; init; }

    /// <summary>Whether each image lies in the file column by column.</summary>
    public bool Transpose { get; init; }

    /// <summary><c>channels-first</c> (all of one channel, then all of the next) or <c>channels-last</c> (pixel by pixel).</summary>
    public string Layout { get; init { field = value; LayoutIsStated = true; } } = "channels-first";

    /// <summary>Whether anybody said so.</summary>
    [JsonIgnore]
    public bool LayoutIsStated { get; init; }

    /// <summary><c>numbers</c>, <c>words</c> or <c>one-hot</c> (as many columns as classes, one of them 1, the others 0).</summary>
    public string Labels { get; init; } = "numbers";

    /// <summary>Labels that are numbers: that of the first class.</summary>
    public int LabelsFrom { get; init; }

    /// <summary>Labels that are words: those of the classes, in their order; null: all that come, in alphabetical order, filled when the sweep is resolved.</summary>
    public IReadOnlyList<string>? LabelNames { get; init; }

    /// <summary>csv: <c>comma</c>, <c>semicolon</c>, <c>tab</c> or <c>blanks</c> (of any number); null: found out from the first row.</summary>
    public string? Separator { get; init; }

    /// <summary>csv: <c>point</c> or <c>comma</c>, before decimals.</summary>
    public string Decimal { get; init; } = "point";

    /// <summary>csv: columns that are no part of the sample, counted from 1.</summary>
    public IReadOnlyList<int> SkipColumns { get; init; } = [];

    /// <summary>libsvm: the number of the first pixel, 1 or 0.</summary>
    public int FirstIndex { get; init; } = 1;

    /// <summary>csv: column of the label, <c>last</c> or <c>first</c>.</summary>
    public string Label { get; init; } = "last";

    /// <summary>csv: whether the first row is a header.</summary>
    public bool Header { get; init; }

    /// <summary>cifar-bin: label bytes before the pixels (1 for CIFAR-10; 2 for CIFAR-100); the last one counts.</summary>
    public int LabelBytes { get; init; } = 1;

    /// <summary>imagefolder: how pictures become images; null for the other formats.</summary>
    public ImageOptions? Images { get; init; }

    /// <summary>Mean by channel of (value − smallest) ÷ (largest − smallest); null: computed from the training split.</summary>
    public IReadOnlyList<double>? Mean { get; init; }

    /// <summary>Standard deviation by channel; null: computed from the training split.</summary>
    public IReadOnlyList<double>? Std { get; init; }

    /// <summary>SHA-256 over the content of all files, in order: what identifies the data, wherever it lies. Filled when the sweep is resolved.</summary>
    public string Sha256 { get; init; } = "";
}

using System.Globalization;
using Bench.Core;
using Bench.Onnx;
using Bench.Sweeps;
using Bench.Tensors;

namespace Bench.Harness.Exporting;

/// <summary>How inputs were normalized when weights were trained, as files say that <see cref="WeightExport"/> has written.</summary>
public static class StatedNormalization
{
    private const double Tolerance = 1e-6; // relative to the deviation

    /// <summary>In which metadata the means of channels are, and their deviations.</summary>
    internal const string Mean = "bench.mean", Std = "bench.std";

    /// <summary>In which what the file takes, and its end where that is pixels, which the first nodes normalize.</summary>
    internal const string Input = "bench.input", OfPixels = "the first nodes normalize them";

    /// <summary>Why imported weights would be fed other inputs than they were trained on; null: they are not, or nothing is known.</summary>
    /// <param name="cell">What begins with them.</param>
    /// <param name="used">How inputs would be normalized.</param>
    /// <exception cref="InvalidDataException">The file is broken.</exception>
    /// <exception cref="Core.UserError">It is an ONNX file and broken.</exception>
    public static string? Misfit(CellSpec cell, Normalization used)
    {
        if (cell.Start is not { Mean: null, Path: var path } || In(new AnyWeightFile(path).Metadata()) is not { } stated || IsEqual(stated, used)) return null;
        return $"{path} says that its inputs are normalized by mean {Shown(stated.Mean)} and std {Shown(stated.Std)}, and they would be by the data set's mean {Shown(used.Mean)} and std {Shown(used.Std)}: "
            + $"say 'mean: {Shown(stated.Mean)}' and 'std: {Shown(stated.Std)}' beside the file (or those of the data set, where that is meant)";
    }

    private static Normalization? In(IReadOnlyDictionary<string, string> metadata)
    {
        if (Numbers(metadata.GetValueOrDefault(Mean)) is not { } mean || Numbers(metadata.GetValueOrDefault(Std)) is not { } std || mean.Length != std.Length) return null;
        return metadata.GetValueOrDefault(Input)?.EndsWith(OfPixels, StringComparison.Ordinal) == true ? new(new double[mean.Length], [.. std.Select(_ => 1.0)]) : new(mean, std);
    }

    private static double[]? Numbers(string? text)
    {
        var numbers = text?.Split(' ').Select(word => double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : (double?)null).ToList();
        return numbers is { Count: > 0 } && !numbers.Contains(null) ? [.. numbers.OfType<double>()] : null;
    }

    private static bool IsEqual(Normalization stated, Normalization used) => stated.Mean.Count == used.Mean.Count
        && stated.Mean.Zip(used.Mean).Zip(stated.Std.Zip(used.Std)).All(c => Math.Abs(c.First.First - c.First.Second) <= Tolerance * Math.Abs(c.Second.First) && Math.Abs(c.Second.First - c.Second.Second) <= Tolerance * Math.Abs(c.Second.First));

    private static string Shown(IReadOnlyList<double> values) => $"[{string.Join(", ", values.Select(v => v.ToString("R", CultureInfo.InvariantCulture)))}]";
}

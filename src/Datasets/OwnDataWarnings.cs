using Bench.Core;

namespace Bench.Datasets;

/// <summary>What is odd about a user's own data that can be read all the same.</summary>
internal static class OwnDataWarnings
{
    public static IReadOnlyList<DataWarning> Of(RawSplits splits, OwnFiles files)
    {
        var known = splits.Validation is { } validation ? RawSamples.Concat([splits.Train, validation]) : splits.Train;
        var trained = ClassesOf(splits.Train);
        var unseen = ClassesOf(splits.Test).Except(trained).ToList();
        var warnings = known.Warnings.Concat(splits.Test.Warnings).Select(text => new DataWarning(text)).ToList();
        if (trained.Count == 1) warnings.Add(new($"all training samples are of class {trained[0]}", "one-class"));
        if (unseen.Count > 0)
            warnings.Add(new($"the test set has {(unseen.Count == 1 ? "class" : "classes")} {Numbers(unseen)}, of which no training sample is", "unseen-classes"));
        if (splits.Validation is not null && Overlap.Count(Of(splits.Validation), Of(splits.Train), new SameImage()).Warning("validation") is { } seen) warnings.Add(seen);
        if (Overlap.Count(Of(splits.Test), Of(known), new SameImage()).Warning("test") is { } leaked) warnings.Add(leaked);
        if (files is { MaxValue: > 1, MinValue: 0 } && splits.Train.Images.All(image => !image.Span.ContainsAnyExceptInRange((byte)0, SampleForm.Of(files).ToByte(1))))
            warnings.Add(new($"no value is above 1, and max-value is {files.MaxValue}"));
        return warnings;
    }

    /// <summary>The classes that samples are of, rising.</summary>
    public static IReadOnlyList<long> ClassesOf(RawSamples samples) => [.. samples.Labels.Distinct().Order()];

    private static string Numbers(List<long> classes) => classes.Count <= 10 ? string.Join(", ", classes) : $"{string.Join(", ", classes.Take(8))} and {classes.Count - 8} more";

    private static IEnumerable<(ReadOnlyMemory<byte> Image, long Label)> Of(RawSamples samples) => Enumerable.Range(0, samples.Count).Select(i => (samples.Images[i], samples.Labels[i]));

    private sealed class SameImage : IEqualityComparer<ReadOnlyMemory<byte>>
    {
        public bool Equals(ReadOnlyMemory<byte> x, ReadOnlyMemory<byte> y) => x.Span.SequenceEqual(y.Span);

        public int GetHashCode(ReadOnlyMemory<byte> image)
        {
            var hash = new HashCode();
            hash.AddBytes(image.Span);
            return hash.ToHashCode();
        }
    }
}

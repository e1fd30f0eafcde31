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
        if (IsPartOf(splits.Test, known)) warnings.Add(new("every test sample is a training sample too", "test-in-training"));
        if (files is { MaxValue: > 1, MinValue: 0 } && splits.Train.Images.All(image => !image.Span.ContainsAnyExceptInRange((byte)0, SampleForm.Of(files).ToByte(1))))
            warnings.Add(new($"no value is above 1, and max-value is {files.MaxValue}"));
        return warnings;
    }

    /// <summary>The classes that samples are of, rising.</summary>
    public static IReadOnlyList<long> ClassesOf(RawSamples samples) => [.. samples.Labels.Distinct().Order()];

    private static string Numbers(List<long> classes) => classes.Count <= 10 ? string.Join(", ", classes) : $"{string.Join(", ", classes.Take(8))} and {classes.Count - 8} more";

    private static bool IsPartOf(RawSamples some, RawSamples all)
    {
        var known = Enumerable.Range(0, all.Count).Select(i => (all.Images[i], all.Labels[i])).ToHashSet(new SameSample());
        return Enumerable.Range(0, some.Count).All(i => known.Contains((some.Images[i], some.Labels[i])));
    }

    private sealed class SameSample : IEqualityComparer<(ReadOnlyMemory<byte> Image, long Label)>
    {
        public bool Equals((ReadOnlyMemory<byte> Image, long Label) x, (ReadOnlyMemory<byte> Image, long Label) y) =>
            x.Label == y.Label && x.Image.Span.SequenceEqual(y.Image.Span);

        public int GetHashCode((ReadOnlyMemory<byte> Image, long Label) sample)
        {
            var hash = new HashCode();
            hash.AddBytes(sample.Image.Span);
            hash.Add(sample.Label);
            return hash.ToHashCode();
        }
    }
}

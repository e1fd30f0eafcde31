namespace Bench.Datasets;

/// <summary>How many samples of one split are in others too, by their images.</summary>
/// <param name="Common">Samples whose image is there.</param>
/// <param name="OtherClass">Of these, those that are not there with their class.</param>
/// <param name="Of">All samples of the split.</param>
internal sealed record Overlap(int Common, int OtherClass, int Of)
{
    // Small images may be alike by chance.
    private const double ByChance = 0.01;

    /// <summary>Counts.</summary>
    /// <param name="split">Images with their classes.</param>
    /// <param name="others">Those that they are looked for among.</param>
    /// <param name="same">Whether images are the same.</param>
    public static Overlap Count<T>(IEnumerable<(T Image, long Label)> split, IEnumerable<(T Image, long Label)> others, IEqualityComparer<T>? same = null) where T : notnull
    {
        var classes = new Dictionary<T, HashSet<long>>(same);
        foreach (var (image, label) in others)
        {
            if (!classes.TryGetValue(image, out var seen)) classes.Add(image, seen = []);
            seen.Add(label);
        }
        var (common, otherClass, all) = (0, 0, 0);
        foreach (var (image, label) in split)
        {
            all++;
            if (!classes.TryGetValue(image, out var seen)) continue;
            common++;
            if (!seen.Contains(label)) otherClass++;
        }
        return new(common, otherClass, all);
    }

    /// <summary>What is to be said of it, if it is more than chance.</summary>
    /// <param name="split">What the split is called: test or validation.</param>
    public DataWarning? Warning(string split) => Common <= ByChance * Of ? null : new(
        Common == Of && OtherClass == 0 ? $"every {split} sample is a training sample too"
            : $"{Common:#,0} of {Of:#,0} {split} samples are training samples too{(OtherClass > 0 ? $", {OtherClass:#,0} of them with another class" : "")}",
        $"{split}-in-training");
}

using Bench.Core;

namespace Bench.Datasets;

/// <summary>Samples chosen so that every class has its share.</summary>
internal static class Stratified
{
    /// <summary>
    /// Chooses <paramref name="count"/> of the samples, each class in proportion to its size (largest remainder, on a tie the
    /// lower class), within a class at random. Both lists come back sorted.
    /// </summary>
    public static (int[] Chosen, int[] Others) Split(IReadOnlyList<long> labels, int classes, int count, SeededStream stream)
    {
        var byClass = Enumerable.Range(0, labels.Count).ToLookup(i => labels[i]);
        var members = Enumerable.Range(0, classes).Select(c => byClass[c].ToArray()).ToArray();
        var shares = Shares([.. members.Select(m => m.Length)], count);
        var chosen = new List<int>(count);
        var others = new List<int>(labels.Count - count);
        foreach (var (ofClass, share) in members.Zip(shares))
        {
            stream.Shuffle<int>(ofClass);
            chosen.AddRange(ofClass[..share]);
            others.AddRange(ofClass[share..]);
        }
        chosen.Sort();
        others.Sort();
        return ([.. chosen], [.. others]);
    }

    private static int[] Shares(int[] sizes, int count)
    {
        long total = sizes.Sum();
        var shares = sizes.Select(n => (int)(n * (long)count / total)).ToArray();
        var byRemainder = Enumerable.Range(0, sizes.Length).OrderByDescending(i => sizes[i] * (long)count % total);
        foreach (var i in byRemainder.Take(count - shares.Sum())) shares[i]++;
        return shares;
    }
}

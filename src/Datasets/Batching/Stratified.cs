using Bench.Core;

namespace Bench.Datasets;

/// <summary>Samples chosen so that every class has its share.</summary>
internal static class Stratified
{
    /// <summary>
    /// Chooses <paramref name="count"/> of the samples, each class in proportion to its size (largest remainder, on a tie the
    /// lower class), within a class at random. Both lists come back sorted.
    /// </summary>
    public static (int[] Chosen, int[] Others) Split(IReadOnlyList<long> labels, int count, SeededStream stream)
    {
        var classes = Enumerable.Range(0, labels.Count).GroupBy(i => labels[i]).OrderBy(c => c.Key).Select(c => c.ToArray()).ToArray();
        var shares = Shares([.. classes.Select(c => c.Length)], count);
        var chosen = new List<int>(count);
        var others = new List<int>(labels.Count - count);
        foreach (var (members, share) in classes.Zip(shares))
        {
            stream.Shuffle<int>(members);
            chosen.AddRange(members[..share]);
            others.AddRange(members[share..]);
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

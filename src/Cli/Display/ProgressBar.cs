namespace Bench.Cli.Display;

/// <summary>How far a run is, as a bar that says it without colours too: where there are none, and in copied text.</summary>
/// <param name="Finished">Its first part.</param>
/// <param name="Failed">What follows: at least one letter where anything has failed.</param>
/// <param name="Left">The rest.</param>
internal sealed record ProgressBar(string Finished, string Failed, string Left)
{
    /// <summary>A bar of so many letters.</summary>
    public static ProgressBar Of(int finished, int failed, int total, int width, bool unicode)
    {
        var (full, cross, empty) = unicode ? ('█', '×', '░') : ('#', 'x', '-');
        var bad = failed == 0 ? 0 : Math.Max(1, Share(failed));
        var good = Math.Min(Share(finished), width - bad);
        return new(new(full, good), new(cross, bad), new(empty, width - good - bad));

        int Share(int part) => (int)((long)width * part / Math.Max(1, total));
    }

    public override string ToString() => Finished + Failed + Left;
}

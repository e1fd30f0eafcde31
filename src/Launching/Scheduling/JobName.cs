using System.Globalization;

namespace Bench.Launching;

/// <summary>Names of jobs: <c>bench-PLAN-ARRAY</c>, and <c>bench-PLAN-merge</c> of the one that merges.</summary>
/// <param name="Plan">The plan's name.</param>
/// <param name="Array">The array's number; null of the job that merges.</param>
public sealed record JobName(string Plan, int? Array)
{
    private const string Merging = "merge";

    /// <summary>What a name says; null where it is of no job of a sweep.</summary>
    public static JobName? Parse(string name)
    {
        var cut = name.LastIndexOf('-');
        if (!name.StartsWith(SchedulerJob.Beginning, StringComparison.Ordinal) || cut <= SchedulerJob.Beginning.Length) return null;
        var (plan, last) = (name[SchedulerJob.Beginning.Length..cut], name[(cut + 1)..]);
        return last == Merging ? new(plan, null)
            : int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? new(plan, number) : null;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{SchedulerJob.Beginning}{Plan}-{Array?.ToString(CultureInfo.InvariantCulture) ?? Merging}";
}

using System.Globalization;
using Bench.Core;

namespace Bench.Launching;

/// <summary>What a Slurm allows, as <c>scontrol</c> says it.</summary>
internal static class SlurmLimits
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    // For a task of an hour at most, by costs that may be wrong.
    private static readonly TimeSpan LongEnough = TimeSpan.FromHours(2);

    /// <summary>Why it does not answer; null where it does.</summary>
    public static string? Silence()
    {
        var config = SlurmCommand.Run("scontrol", ["show", "config"], Limit);
        return config.ExitCode == 0 ? null : $"Slurm does not answer: {config.Complaint("scontrol")}";
    }

    /// <exception cref="UserError">It does not answer, takes no arrays, or what is asked is over its limits.</exception>
    public static SchedulerLimits Ask(TaskNeeds needs)
    {
        var config = SlurmCommand.Run("scontrol", ["show", "config"], Limit);
        if (config.ExitCode != 0) throw new UserError($"Slurm does not answer: {config.Complaint("scontrol")}");
        var arrays = Number(config.Output, "MaxArraySize") ?? 1001;
        if (arrays < 2) throw new UserError($"this Slurm takes no job arrays (MaxArraySize is {arrays}): ask its administrator, or split the sweep with --shard");
        var partitions = SlurmCommand.Run("scontrol", ["-a", "-o", "show", "partition"], Limit);
        var known = partitions.ExitCode == 0 ? Partitions(partitions.Output) : [];
        if (needs.Exclude is { } nodes) CheckNodes(nodes);
        return Check(needs, known) with { ArraySize = arrays, Jobs = Number(config.Output, "MaxJobCount") };
    }

    /// <summary>Whether what is asked is within a partition's limits: by default Slurm queues what never can run.</summary>
    internal static SchedulerLimits Check(TaskNeeds needs, IReadOnlyList<SlurmPartition> known)
    {
        var names = (SlurmArgument.ValueOf(needs.Arguments, "--partition") ?? needs.Partition ?? Environment.GetEnvironmentVariable("SBATCH_PARTITION"))?.Split(',');
        if (names?.FirstOrDefault(name => known.Count > 0 && known.All(p => p.Name != name)) is { } stranger)
            throw new UserError($"--partition: {Names.Unknown("partition", stranger, known.Select(p => p.Name))}");
        var asked = known.Where(p => names?.Contains(p.Name) ?? p.IsDefault).ToList();
        var said = needs.Time ?? Environment.GetEnvironmentVariable("SBATCH_TIMELIMIT");
        var time = said is null ? null : SlurmTime.Parse(said);
        if (time is { } long_ && asked.Count > 0 && asked.All(p => p.MaxTime < long_))
            throw new UserError($"--time {said} is over what partition '{asked.MaxBy(p => p.MaxTime)!.Name}' allows, {Text(asked.Max(p => p.MaxTime))}");
        if (said is not null || asked.Count == 0 || asked.Max(p => p.DefaultTime) >= LongEnough) return new SchedulerLimits(0, null, asked.Count > 0 ? asked.Max(p => p.DefaultTime) : null) { AskedTime = time };
        var own = asked.Max(p => p.MaxTime) is var most && most < LongEnough ? most : LongEnough;
        return new SchedulerLimits(0, null, asked.Max(p => p.DefaultTime)) { AskedTime = own, OwnTime = Text(own) };
    }

    // Names as n3 and n[3-5], which only Slurm takes apart.
    private static void CheckNodes(string names)
    {
        if (!SlurmCommand.Exists("sinfo")) return;
        var (asked, known) = (SlurmCommand.Run("scontrol", ["show", "hostnames", names], Limit), SlurmCommand.Run("sinfo", ["-h", "-a", "-N", "-o", "%N"], Limit));
        if (asked.ExitCode != 0) throw new UserError($"--exclude {names}: {asked.Complaint("scontrol")}");
        var nodes = Lines(known.Output).ToHashSet(StringComparer.Ordinal);
        if (nodes.Count == 0 || Lines(asked.Output).FirstOrDefault(name => !nodes.Contains(name)) is not { } stranger) return;
        var all = Lines(SlurmCommand.Run("sinfo", ["-h", "-a", "-o", "%N"], Limit).Output);
        throw new UserError($"--exclude: there is no node '{stranger}'{(Names.Nearest(stranger, nodes) is { } near ? $": {Names.DidYouMean(near)}" : "")} (valid: {string.Join(", ", all.Distinct().Take(3))})");
    }

    private static string[] Lines(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Partitions, a line each.</summary>
    internal static IReadOnlyList<SlurmPartition> Partitions(string output) =>
    [
        .. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ').Select(word => word.Split('=', 2)).Where(pair => pair.Length == 2)
            .DistinctBy(pair => pair[0]).ToDictionary(pair => pair[0], pair => pair[1])).Where(line => line.ContainsKey("PartitionName")).Select(line =>
        {
            var longest = SlurmTime.Parse(line.GetValueOrDefault("MaxTime", "UNLIMITED")) ?? TimeSpan.MaxValue;
            return new SlurmPartition(line["PartitionName"], line.GetValueOrDefault("Default") == "YES", longest, SlurmTime.Parse(line.GetValueOrDefault("DefaultTime", "NONE")) ?? longest);
        }),
    ];

    // Such as "MaxArraySize            = 1001".
    private static int? Number(string config, string key) => config.Split('\n').Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2 && pair[0].Trim() == key)
        .Select(pair => int.TryParse(pair[1].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? (int?)number : null).FirstOrDefault();

    private static string Text(TimeSpan time) => time.Days > 0 ? $"{time.Days}-{time.Hours:00}:{time.Minutes:00}:{time.Seconds:00}" : $"{time.Hours}:{time.Minutes:00}:{time.Seconds:00}";
}

/// <summary>A partition of the cluster.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsDefault">Whether it takes jobs that name none.</param>
/// <param name="MaxTime">The longest time that a job may ask for.</param>
/// <param name="DefaultTime">What a job gets that asks for none.</param>
internal sealed record SlurmPartition(string Name, bool IsDefault, TimeSpan MaxTime, TimeSpan DefaultTime);

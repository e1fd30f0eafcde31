using System.Globalization;
using Bench.Core;

namespace Bench.Launching;

/// <summary>What a Slurm allows, as <c>scontrol</c> says it.</summary>
internal static class SlurmLimits
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <exception cref="UserError">It does not answer, takes no arrays, or what is asked is over its limits.</exception>
    public static SchedulerLimits Ask(TaskNeeds needs)
    {
        var config = SlurmCommand.Run("scontrol", ["show", "config"], Limit);
        if (config.ExitCode != 0) throw new UserError($"Slurm does not answer: {config.Complaint("scontrol")}");
        var arrays = Number(config.Output, "MaxArraySize") ?? 1001;
        if (arrays < 2) throw new UserError($"this Slurm takes no job arrays (MaxArraySize is {arrays}): ask its administrator, or split the sweep with --shard");
        var partitions = SlurmCommand.Run("scontrol", ["-a", "-o", "show", "partition"], Limit);
        var known = partitions.ExitCode == 0 ? Partitions(partitions.Output) : [];
        return Check(needs, known) with { ArraySize = arrays, Jobs = Number(config.Output, "MaxJobCount") };
    }

    /// <summary>Whether what is asked is within a partition's limits: by default Slurm queues what never can run.</summary>
    internal static SchedulerLimits Check(TaskNeeds needs, IReadOnlyList<SlurmPartition> known)
    {
        var names = (needs.Partition ?? Environment.GetEnvironmentVariable("SBATCH_PARTITION"))?.Split(',');
        if (names?.FirstOrDefault(name => known.Count > 0 && known.All(p => p.Name != name)) is { } stranger)
            throw new UserError($"--partition: {Names.Unknown("partition", stranger, known.Select(p => p.Name))}");
        var asked = known.Where(p => names?.Contains(p.Name) ?? p.IsDefault).ToList();
        var time = needs.Time is null ? null : SlurmTime.Parse(needs.Time);
        if (time is { } long_ && asked.Count > 0 && asked.All(p => p.MaxTime < long_))
            throw new UserError($"--time {needs.Time} is over what partition '{asked.MaxBy(p => p.MaxTime)!.Name}' allows, {Text(asked.Max(p => p.MaxTime))}");
        return new SchedulerLimits(0, null, asked.Count > 0 ? asked.Max(p => p.DefaultTime) : null) { AskedTime = time };
    }

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

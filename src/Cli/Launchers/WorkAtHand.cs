using Bench.Core;
using Bench.Harness.Running;
using Bench.Launching;

namespace Bench.Cli.Launchers;

/// <summary>What is there of a sweep's work, for tasks on other machines.</summary>
internal static class WorkAtHand
{
    /// <summary>Puts pretrained weights, points, states and kept weights of finished cells that are there in one work folder, and that a sweep's cells need, into that of its tasks.</summary>
    public static void TakeAlong(ClusterWork work, WorkFolder from, WorkFolder to)
    {
        var files = work.Cells.Select(c => c.PretrainingIdentity).Distinct().Select(start => (From: from.Pretrained(start), To: to.Pretrained(start)))
            .Concat(work.Shared.Kept.Select(kept => (From: from.FileOf(kept.State), To: to.FileOf(kept.State))))
            .Concat(work.Unmeasured.Select(c => (From: from.Weights(c.Cell.Identity), To: to.Weights(c.Cell.Identity))));
        foreach (var file in files)
            if (File.Exists(file.From)) DurableFile.LinkOrCopy(file.From, file.To);
    }
}

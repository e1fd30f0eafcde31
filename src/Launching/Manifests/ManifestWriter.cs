using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using Bench.Core;

namespace Bench.Launching;

/// <summary>Writes plans, each once: their files can be read only from then on.</summary>
public static class ManifestWriter
{
    private const UnixFileMode ReadOnly = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const int Batch = 256; // lines made in parallel, so that not all are in memory

    /// <summary>Writes a plan into the sweep's folder; where the very same one is there, it stays.</summary>
    /// <param name="folder">The sweep's.</param>
    /// <param name="record">All but what depends on the plan: tasks, cells, hash of the manifest, arrays are filled here.</param>
    /// <param name="plan">The tasks and their arrays.</param>
    /// <param name="skipped">The sweep's cells that cannot be run.</param>
    public static PlanFolder Write(SweepFolder folder, PlanRecord record, ClusterPlan plan, IReadOnlyList<TaskJob>? skipped = null)
    {
        var draft = new PlanFolder(Path.Combine(folder.Plans, $".{Guid.NewGuid():N}.tmp"));
        Directory.CreateDirectory(draft.Path);
        try
        {
            var offsets = new List<long>(plan.Tasks.Count + 1);
            var sum = "";
            DurableFile.Write(draft.Manifest, Sealed(stream => (offsets, sum) = WriteLines(stream, plan.Tasks)));
            DurableFile.Write(draft.Index, Sealed(stream =>
            {
                var bytes = new byte[8 * offsets.Count];
                foreach (var (place, offset) in offsets.Index()) BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8 * place), offset);
                stream.Write(bytes);
            }));
            if (skipped is { Count: > 0 }) DurableFile.Write(draft.Skipped, Sealed(stream => WriteLines(stream, [.. skipped.Chunk(Batch).Select(LineOf)])));
            var text = JsonSerializer.SerializeToUtf8Bytes(
                record with { Tasks = plan.Tasks.Count, Cells = plan.Tasks.Where(t => t.Kind == TaskKind.Cells).Sum(t => t.Jobs.Count), ManifestSha256 = sum, Arrays = plan.Arrays },
                LaunchingJson.Default.PlanRecord);
            var final = folder.Plan(NameOf(text));
            DurableFile.Write(draft.Record, Sealed(stream => stream.Write(text)));
            if (!File.Exists(final.Record))
            {
                if (Directory.Exists(final.Path)) Directory.Delete(final.Path, recursive: true); // half of one, of a program that was killed
                DurableFile.CommitFolder(draft.Path, final.Path);
            }
            return final;
        }
        finally
        {
            if (Directory.Exists(draft.Path)) Directory.Delete(draft.Path, recursive: true);
        }
    }

    /// <summary>The name of a plan, by the text of its <see cref="PlanRecord"/>.</summary>
    internal static string NameOf(ReadOnlySpan<byte> text) => Fingerprint.Of(text)[..16];

    private static (List<long> Offsets, string Sum) WriteLines(Stream stream, IReadOnlyList<TaskLine> tasks)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var offsets = new List<long>(tasks.Count + 1) { 0 };
        foreach (var batch in tasks.Chunk(Batch))
            foreach (var line in batch.AsParallel().AsOrdered().Select(LineText.Write))
            {
                stream.Write(line);
                hash.AppendData(line);
                offsets.Add(offsets[^1] + line.Length);
            }
        return (offsets, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static TaskLine LineOf(TaskJob[] jobs, int number) => new() { Task = number, Kind = TaskKind.Cells, Level = 0, Seed = jobs[0].Cell.Seed, Seconds = 0, Jobs = jobs };

    // Before it gets its name; the open stream may still write.
    private static Action<Stream> Sealed(Action<Stream> write) => stream =>
    {
        write(stream);
        if (!OperatingSystem.IsWindows() && stream is FileStream file) File.SetUnixFileMode(file.SafeFileHandle, ReadOnly);
    };
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using Bench.Core;

namespace Bench.Launching;

/// <summary>A plan in the sweep's folder: what it was made of, and its tasks, each read by itself.</summary>
public sealed class ManifestReader
{
    private readonly PlanFolder files;

    private ManifestReader(PlanFolder files, PlanRecord record) => (this.files, Record) = (files, record);

    public PlanRecord Record { get; }

    public PlanFolder Files => files;

    /// <summary>Opens a plan, whatever build has made it.</summary>
    /// <exception cref="UserError">It is not there, or not what was written.</exception>
    public static ManifestReader Open(SweepFolder folder, string plan)
    {
        var files = folder.Plan(plan);
        if (!File.Exists(files.Record) && Directory.Exists(files.Path)) throw Broken($"{files.Record} is not there, without which nothing is known of its tasks", files);
        if (!File.Exists(files.Record))
            throw new UserError(folder.PlanNames() is { Count: > 0 } names ? Names.Unknown($"plan of {folder.Path}", plan, names) : $"there is no plan in {folder.Path}: it is not the folder of a sweep on a cluster");
        var text = File.ReadAllBytes(files.Record);
        if (ManifestWriter.NameOf(text) != plan) throw Changed(files.Record, files);
        try
        {
            return new(files, JsonSerializer.Deserialize(text, LaunchingJson.Default.PlanRecord)!);
        }
        catch (JsonException)
        {
            throw new UserError($"{files.Record} is of another version of bench: submit the sweep again with this one");
        }
    }

    /// <summary>Opens a plan to carry it out or to submit it.</summary>
    /// <param name="folder">The sweep's.</param>
    /// <param name="plan">The plan's name.</param>
    /// <param name="build">The build of this program.</param>
    /// <exception cref="UserError">It is not there, not what was written, or made by another build.</exception>
    public static ManifestReader Open(SweepFolder folder, string plan, string build)
    {
        var reader = Open(folder, plan);
        if (reader.Record.Build != build)
            throw new UserError($"plan {plan} of {folder.Path} was made by another build of bench ({reader.Record.Build}) than this one ({build}): "
                + $"use the program in {folder.Programs}, or plan anew what is missing with 'bench resume {folder.Path}'");
        return reader;
    }

    /// <summary>A task by its number: one read of the index and one of the manifest.</summary>
    /// <exception cref="UserError">There is no such task, or its line is not what was written.</exception>
    public TaskLine Read(int task)
    {
        if (task < 0 || task >= Record.Tasks) throw new UserError($"plan {files.Name} has tasks 0 to {Record.Tasks - 1}, not {task}");
        using var index = File.OpenRead(files.Index);
        if (index.Length != 8L * (Record.Tasks + 1)) throw Changed(files.Index, files);
        var bytes = new byte[16];
        index.Position = 8L * task;
        index.ReadExactly(bytes);
        using var manifest = File.OpenRead(files.Manifest);
        return ReadLine(manifest, BinaryPrimitives.ReadInt64LittleEndian(bytes), BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(8)), task);
    }

    /// <summary>All tasks, one after the other.</summary>
    /// <exception cref="UserError">A line is not what was written.</exception>
    public IEnumerable<TaskLine> ReadAll()
    {
        var index = File.ReadAllBytes(files.Index);
        if (index.Length != 8L * (Record.Tasks + 1)) throw Changed(files.Index, files);
        using var manifest = new FileStream(files.Manifest, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20);
        for (var task = 0; task < Record.Tasks; task++)
            yield return ReadLine(manifest, BinaryPrimitives.ReadInt64LittleEndian(index.AsSpan(8 * task)), BinaryPrimitives.ReadInt64LittleEndian(index.AsSpan(8 * task + 8)), task);
    }

    /// <summary>The sweep's cells that cannot be run, in the plan's order; of what was changed since nothing.</summary>
    public IEnumerable<TaskJob> ReadSkipped()
    {
        if (!File.Exists(files.Skipped)) yield break;
        foreach (var line in File.ReadLines(files.Skipped))
            foreach (var job in LineText.TryRead(System.Text.Encoding.UTF8.GetBytes(line + "\n"))?.Jobs ?? []) yield return job;
    }

    /// <summary>Checks that the whole manifest is what was written.</summary>
    /// <exception cref="UserError">It is not.</exception>
    public void Verify()
    {
        using var manifest = File.OpenRead(files.Manifest);
        if (Convert.ToHexStringLower(SHA256.HashData(manifest)) != Record.ManifestSha256) throw Changed(files.Manifest, files);
    }

    private TaskLine ReadLine(FileStream manifest, long from, long to, int task)
    {
        try
        {
            if (from < 0 || to <= from || to > manifest.Length) throw new InvalidDataException();
            if (manifest.Position != from) manifest.Position = from;
            var bytes = new byte[to - from];
            manifest.ReadExactly(bytes);
            return LineText.Read(bytes) is { } line && line.Task == task ? line : throw new InvalidDataException();
        }
        catch (InvalidDataException)
        {
            throw Changed($"{files.Manifest}, line {task + 1},", files);
        }
    }

    private static UserError Changed(string what, PlanFolder plan) => Broken($"{what} is not what was written, so its tasks are not carried out", plan);

    private static UserError Broken(string what, PlanFolder plan) =>
        new($"{what}: remove {plan.Path}, and 'bench run SWEEP.yaml --launcher ...' plans anew what is missing; what its tasks have found stays");
}

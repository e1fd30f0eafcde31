using System.Text.Json;
using Bench.Harness.Running;
using Bench.Results;

namespace Bench.Cli.Display;

/// <summary>The file in which a run says every second how far it is, for <c>bench status</c> in another process.</summary>
internal sealed class StatusFile : IDisposable
{
    private readonly Lock gate = new();
    private readonly string path;
    private readonly RunBoard board;
    private readonly ITimer timer;
    private bool ended;

    public StatusFile(string database, RunBoard board, TimeProvider time)
    {
        path = WorkFolder.Of(database).Status;
        this.board = board;
        timer = time.CreateTimer(_ => Write(), null, TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    /// <summary>What the run that is writing a database has said last; null where none is, or it has said nothing yet.</summary>
    public static RunSnapshot? Read(string database)
    {
        var path = WorkFolder.Of(database).Status;
        if (ResultReader.WriterOf(database) is not { } writer || !File.Exists(path)) return null;
        try
        {
            var snapshot = JsonSerializer.Deserialize(File.ReadAllText(path), RunSnapshotJson.Default.RunSnapshot);
            return snapshot is not null && writer.StartsWith($"process {snapshot.ProcessId} ", StringComparison.Ordinal) ? snapshot : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            ended = true;
            timer.Dispose();
            if (File.Exists(path)) File.Delete(path);
        }
    }

    // Renamed, so that a reader finds it whole; not flushed to the disk, as it is of no use after a crash.
    private void Write()
    {
        lock (gate)
        {
            if (ended) return;
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllText(path + ".new", JsonSerializer.Serialize(board.Snapshot(), RunSnapshotJson.Default.RunSnapshot));
                File.Move(path + ".new", path, overwrite: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A sweep does not fail for want of a status; what is wrong with the disk shows where results are written.
            }
        }
    }
}

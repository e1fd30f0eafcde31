using System.Globalization;
using Bench.Core;

namespace Bench.Results;

/// <summary>
/// The right to write a database: an exclusively opened file <c>FILE.lock</c>, which the system releases when the process
/// dies, however it dies. Others cannot read an exclusive file, so who holds it and since when is in <c>FILE.owner</c>.
/// The lock file stays: deleting it would let two processes hold a lock of that name. Only beside what proves to be no database of ours, and so has no
/// other writer, is it taken away again by who made it.
/// </summary>
internal sealed class StoreLock : IDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(200);

    private readonly FileStream file;
    private readonly string owner;
    private readonly bool made;

    private StoreLock(FileStream file, string owner, bool made) => (this.file, this.owner, this.made) = (file, owner, made);

    /// <summary>Takes the lock, also from a dead process; refuses where a living one holds it, and goes on holding it for so long.</summary>
    public static StoreLock Acquire(string database, TimeProvider time, TimeSpan patience = default)
    {
        var owner = database + ".owner";
        var made = !File.Exists(database + ".lock");
        var since = time.GetTimestamp();
        FileStream? file = null;
        try
        {
            while (file is null)
                try
                {
                    file = new FileStream(database + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                }
                catch (IOException error) when (FileTrouble.IsHeld(error) && time.GetElapsedTime(since) < patience)
                {
                    Thread.Sleep(Moment);
                }
        }
        catch (IOException error) when (FileTrouble.IsHeld(error))
        {
            throw new UserError($"database {database} is being written by {ReadOwner(owner)}: wait until it ends, or choose another with --db", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"database {database} cannot be written: {DatabaseFile.Obstacle(database + ".lock")}", error);
        }
        var held = new StoreLock(file, owner, made);
        try
        {
            File.WriteAllText(owner, $"process {Environment.ProcessId} on {Environment.MachineName} since {Times.Text(time.GetUtcNow())}\n");
            return held;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            held.Withdraw();
            throw new UserError($"database {database} cannot be written: {DatabaseFile.Obstacle(owner)}", error);
        }
    }

    /// <summary>Who is writing the database, and since when; null where nobody is.</summary>
    public static string? HolderOf(string database)
    {
        if (!File.Exists(database + ".lock")) return null;
        try
        {
            using var free = new FileStream(database + ".lock", FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return null;
        }
        catch (IOException error) when (FileTrouble.IsHeld(error))
        {
            return ReadOwner(database + ".owner");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Gives the lock back as if it had never been asked for.</summary>
    public void Withdraw()
    {
        if (made) File.Delete(file.Name);
        Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        File.Delete(owner);
        file.Dispose();
    }

    // The file's last word is a time in UTC; whoever reads the message lives by the local clock.
    private static string InLocalTime(string text)
    {
        var last = text.LastIndexOf(' ') + 1;
        return DateTimeOffset.TryParse(text[last..], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var since)
            ? text[..last] + LocalTime.Text(since, TimeProvider.System)
            : text;
    }

    private static string ReadOwner(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim() is { Length: > 0 } text ? InLocalTime(text) : "another process";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "another process";
        }
    }
}

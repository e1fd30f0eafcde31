using Bench.Core;

namespace Bench.Results;

/// <summary>
/// Changes a database that lies on a disk which several machines share: a copy on this machine's own disk is changed, and takes the place of the old file, whole,
/// by a rename. SQLite opens nothing but the copy, also where a run that was killed has left a <c>-wal</c> file, which is folded in before. Whatever happens meanwhile,
/// the old or the new database is there; the lock is held all the time.
/// </summary>
public static class StoreOnCopy
{
    /// <summary>Does some work on the database at a path, which is made where there is none; where the work changes nothing, so does this.</summary>
    /// <exception cref="UserError">As with <see cref="ResultStore.Open(string, TimeProvider, TimeSpan)"/>, or it cannot be copied or replaced.</exception>
    public static T Change<T>(string path, TimeProvider time, Func<ResultStore, T> work, TimeSpan patience = default) => Change(path, time, work, _ => { }, patience);

    /// <param name="path">The database.</param>
    /// <param name="time">The clock.</param>
    /// <param name="work">What is done to the copy.</param>
    /// <param name="at">Told what has just been done.</param>
    /// <param name="patience">How long to wait while another process writes it.</param>
    internal static T Change<T>(string path, TimeProvider time, Func<ResultStore, T> work, Action<string> at, TimeSpan patience = default)
    {
        if (DatabaseFile.Refusal(path) is { } refusal) throw new UserError(refusal);
        DirectoryInfo? folder = null;
        StoreLock? held = null;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            held = StoreLock.Acquire(path, time, patience);
            var target = File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path : path;
            at("locked");
            folder = Directory.CreateTempSubdirectory("bench-store-");
            var copy = Path.Combine(folder.FullName, "bench.db");
            var isFolded = FoldIn(target, copy, at);
            at("folded");
            if (!isFolded && File.Exists(target)) File.Copy(target, copy);
            at("copied");
            T result;
            bool hasChanged;
            using (var store = Named(copy, path, () => ResultStore.Open(copy, time)))
            {
                result = work(store);
                hasChanged = store.HasChanged;
            }
            at("worked");
            var older = Directory.GetFiles(folder.FullName, "bench.db.v*.bak"); // as it was before it was migrated
            foreach (var file in older) Put(file, target + Path.GetFileName(file)["bench.db".Length..], at);
            if (hasChanged || isFolded || older.Length > 0 || !File.Exists(target)) Put(copy, target, at);
            return result;
        }
        catch (Exception error) when (FileTrouble.Is(error))
        {
            throw new UserError($"database {path} cannot be replaced by a changed copy of it: {FileTrouble.Line(error)}", error);
        }
        finally
        {
            folder?.Delete(recursive: true);
            held?.Dispose();
        }
    }

    // A killed run's last commits are beside the file, and only SQLite can put them in: in the copy, which takes the place of the file before they go, as putting
    // them in once more would change nothing. Nothing else is done to it before.
    private static bool FoldIn(string target, string copy, Action<string> at)
    {
        string[] beside = [.. new[] { "-wal", "-journal" }.Where(ending => File.Exists(target + ending))];
        if (beside.Length == 0) return false;
        var isThere = File.Exists(target); // without it they are of no use
        if (isThere)
        {
            foreach (var ending in beside.Prepend("")) File.Copy(target + ending, copy + ending);
            Named(copy, target, () =>
            {
                using var database = Database.OpenForWriting(copy);
                database.Run("PRAGMA wal_checkpoint(TRUNCATE)");
                return true;
            });
            Put(copy, target, _ => { });
            at("put in");
        }
        foreach (var ending in beside.Append("-shm")) File.Delete(target + ending);
        return isThere;
    }

    // What is wrong with the copy is so with the file.
    private static T Named<T>(string copy, string path, Func<T> open)
    {
        try
        {
            return open();
        }
        catch (UserError mistake)
        {
            throw new UserError(mistake.Message.Replace(copy, path, StringComparison.Ordinal), mistake);
        }
    }

    // Under a name of its own, which the next one takes again where this one is interrupted, then on the disk, then in its place.
    private static void Put(string file, string path, Action<string> at)
    {
        var temporary = path + ".new";
        File.Copy(file, temporary, overwrite: true);
        at("written");
        DurableFile.Commit(temporary, path);
        at("renamed");
    }
}

using Bench.Core;

namespace Bench.Results;

/// <summary>
/// A database of somebody else, as it is committed, in a temporary file and in this program's schema: the file itself is read and never changed.
/// </summary>
public sealed class DatabaseCopy : IDisposable
{
    private readonly DirectoryInfo folder;

    private DatabaseCopy(DirectoryInfo folder) => this.folder = folder;

    /// <summary>Where the copy is.</summary>
    public string Path => System.IO.Path.Combine(folder.FullName, "copy.db");

    /// <summary>Finds out whether a database can be copied.</summary>
    /// <exception cref="UserError">It is not there, empty, corrupt, of another program, or written by a newer one.</exception>
    public static void Check(string path)
    {
        using var source = Database.OpenForReading(path);
        VersionOf(source);
    }

    /// <summary>Copies a database, and brings an older one to this schema.</summary>
    /// <exception cref="UserError">As with <see cref="Check"/>, or there is no room.</exception>
    public static DatabaseCopy Of(string path)
    {
        using var source = Database.OpenForReading(path);
        var version = VersionOf(source);
        var copy = new DatabaseCopy(Directory.CreateTempSubdirectory("bench-copy-"));
        try
        {
            source.Backup(copy.Path);
            if (version < Schema.Current.Version)
            {
                using var older = Database.OpenForWriting(copy.Path);
                Schema.Current.Apply(older, keepCopy: false);
                older.Rest();
            }
            return copy;
        }
        catch (Exception error)
        {
            copy.Dispose();
            if (FileTrouble.Is(error)) throw new UserError($"database {path} cannot be copied into {System.IO.Path.GetTempPath()}: {FileTrouble.Reason(error)}", error);
            throw;
        }
    }

    private static int VersionOf(Database database) =>
        Schema.Current.Check(database) is > 0 and var version ? version : throw new UserError($"database {database.Path} is empty");

    /// <inheritdoc/>
    public void Dispose() => folder.Delete(recursive: true);
}

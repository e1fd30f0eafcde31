using Bench.Core;

namespace Bench.Launching;

/// <summary>Held while a sweep's folder is looked at and what is missing is submitted, so that two of these at once do not submit the same cells. The file stays where the folder does.</summary>
public sealed class SubmissionLock : IDisposable
{
    private readonly SweepFolder folder;
    private readonly FileStream file;
    private readonly bool isBesideNothing; // the folder around was made for it

    private SubmissionLock(SweepFolder folder, FileStream file, bool isBesideNothing) => (this.folder, this.file, this.isBesideNothing) = (folder, file, isBesideNothing);

    /// <summary>Takes it, beside the folder, which need not be there yet.</summary>
    /// <exception cref="UserError">Another process has it, or the file cannot be written.</exception>
    public static SubmissionLock Acquire(SweepFolder folder)
    {
        var path = folder.Path + ".lock";
        var around = Path.GetDirectoryName(path)!;
        try
        {
            var isBesideNothing = !Directory.Exists(around);
            Directory.CreateDirectory(around);
            return new(folder, new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None), isBesideNothing);
        }
        catch (IOException error) when (FileTrouble.IsHeld(error))
        {
            throw new UserError($"another process is submitting from {folder.Path}: wait until it has, then 'bench status' shows what is in the queue", error);
        }
        catch (Exception error) when (FileTrouble.Is(error))
        {
            throw new UserError($"{path} cannot be written: {FileTrouble.Reason(error)}", error);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!Directory.Exists(folder.Path)) File.Delete(file.Name); // nothing was submitted
        file.Dispose();
        var around = Path.GetDirectoryName(file.Name)!;
        if (isBesideNothing && !Directory.EnumerateFileSystemEntries(around).Any()) Directory.Delete(around);
    }
}

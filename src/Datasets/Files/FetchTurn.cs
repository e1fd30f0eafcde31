using Bench.Core;

namespace Bench.Datasets;

/// <summary>
/// The right to write into a data set's folder, held while the object lives: an exclusively opened file, which the system gives up
/// when the process dies.
/// </summary>
internal sealed class FetchTurn : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly FileStream held;

    private FetchTurn(FileStream held) => this.held = held;

    /// <summary>Waits until nobody else has it.</summary>
    /// <exception cref="UserError">The folder cannot be written into.</exception>
    public static async Task<FetchTurn> Take(string folder, CancellationToken cancellation)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return await Wait(folder, cancellation);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new UserError($"no permission to write into {folder}", e);
        }
        catch (IOException e)
        {
            throw new UserError($"{folder} cannot be written into: {FileTrouble.Reason(e)}", e);
        }
    }

    private static async Task<FetchTurn> Wait(string folder, CancellationToken cancellation)
    {
        var path = Path.Combine(folder, ".fetching");
        while (true)
        {
            try
            {
                var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                if (File.Exists(path)) return new(file); // else whoever had it before has just deleted it
                await file.DisposeAsync();
            }
            catch (IOException e) when (FileTrouble.IsHeld(e))
            {
                await Task.Delay(Pause, cancellation);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        File.Delete(held.Name);
        held.Dispose();
    }
}

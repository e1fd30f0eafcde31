using System.Text.Json;
using Bench.Harness.Methods;
using Bench.Harness.Training;
using Bench.Sweeps;
using Bench.Tensors;

namespace Bench.Harness.Running;

/// <summary>The states, kept by content, that a cell has in common with others: it begins from the last one that is there, and keeps those that are not.</summary>
/// <param name="folder">Where they lie.</param>
/// <param name="shared">Those of the cell, in the order of its steps.</param>
/// <param name="most">Bytes that all of them may take on the disk; what does not fit is not kept.</param>
/// <param name="warn">Told of damaged files.</param>
/// <param name="kept">Told which state is there.</param>
internal sealed class SharedStates(WorkFolder folder, IReadOnlyList<SharedState> shared, long most, Action<string> warn, Action<string> kept)
{
    private readonly HashSet<string> damaged = [];

    /// <summary>Takes up the last state that is there, unless the cell itself was interrupted and goes on from its checkpoint.</summary>
    public void Begin(MethodRun run)
    {
        if (run.State.Next > 0 || run.Training.Steps > 0) return;
        foreach (var state in shared.Where(s => !s.IsPoint).Reverse())
            if (TryRead(state) is { } found)
            {
                run.TakeUp(found.Tensors, found.Text);
                return;
            }
    }

    /// <summary>Keeps the state after a step, where others need it.</summary>
    public void Keep(MethodRun run, int step)
    {
        if (shared.FirstOrDefault(s => s.Step == step) is not { } state) return;
        var path = folder.FileOf(state);
        if (damaged.Contains(state.Hash) || !File.Exists(path))
        {
            var (tensors, text) = run.Contents();
            try
            {
                var bytes = tensors.Values.Sum(t => t.NumberOfElements * t.ElementSize);
                if (BytesIn(Path.GetDirectoryName(path)!) + bytes <= most) CheckedTensorFile.Write(path, tensors, text);
            }
            finally
            {
                foreach (var tensor in tensors.Values) tensor.Dispose();
            }
        }
        kept(state.Hash); // or not kept: then the others need not wait for it either
    }

    /// <summary>What the states in a folder take; 0 where it is not there.</summary>
    public static long BytesIn(string folder) => Directory.Exists(folder) ? new DirectoryInfo(folder).EnumerateFiles("*.safetensors").Sum(LengthOf) : 0;

    private static long LengthOf(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException) // no other cell needs it any more, so it went
        {
            return 0;
        }
    }

    private (Dictionary<string, TorchSharp.torch.Tensor> Tensors, string Text)? TryRead(SharedState state)
    {
        var path = folder.FileOf(state);
        try
        {
            if (SharedTensorFile.TryRead(path) is not var (tensors, text)) return null;
            if (TrainingState.FaultOf(text) is not { } fault) return (tensors, text);
            foreach (var tensor in tensors.Values) tensor.Dispose();
            throw new InvalidDataException($"{path} {fault}");
        }
        catch (Exception fault) when (fault is InvalidDataException or JsonException)
        {
            warn($"a state that cells share is of no use and computed again: {fault.Message}");
            damaged.Add(state.Hash); // not removed: another cell may have replaced it by now
            return null;
        }
    }
}

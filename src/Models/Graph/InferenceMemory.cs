namespace Bench.Models;

/// <summary>The memory that a network needs at once to be used, by its graph alone.</summary>
public static class InferenceMemory
{
    private const int Fp32 = 4;

    /// <summary>
    /// Bytes of parameters, norm statistics and, at the instruction where they are most, of the values that are alive: the input throughout, every other one
    /// from the instruction that gives it to its last use. The working memory of single operations, such as a convolution's, is not counted.
    /// </summary>
    /// <param name="graph">In evaluation, in fp32.</param>
    /// <param name="batch">Samples that pass at once.</param>
    public static long Of(NetworkGraph graph, int batch) =>
        Fp32 * (graph.TotalParameters + graph.Buffers.Sum(b => b.Elements) + batch * MostValues(graph));

    // Of one sample.
    private static long MostValues(NetworkGraph graph)
    {
        var holder = new int[graph.Nodes.Count]; // of each value, the one in whose memory it lies
        var held = new int[graph.Nodes.Count]; // of each of those, how many values it holds that are alive
        long live = graph.Input.Size, most = live;
        held[0] = 1;
        foreach (var instruction in new NetworkProgram(graph).Instructions)
        {
            holder[instruction.Result] = instruction.Reused is { } reused ? holder[reused] : instruction.Result;
            if (held[holder[instruction.Result]]++ == 0) live += SizeOf(instruction.Result);
            most = Math.Max(most, live);
            foreach (var value in instruction.Released)
                if (--held[holder[value]] == 0) live -= SizeOf(holder[value]);
        }
        return most;

        long SizeOf(int value) => graph.Nodes[value].Output.Size;
    }
}

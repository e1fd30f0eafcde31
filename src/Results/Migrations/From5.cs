namespace Bench.Results;

/// <summary>The part of the step from schema 5 to 6 that SQL cannot say: what makes results comparable, out of configurations.</summary>
internal static class From5
{
    public static void Fill(Database database) => ResultFingerprint.StoreAll(database);
}

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import software.amazon.event.ruler.Ruler;

/** Reads a JSON list of pairs of a pattern and an event, and prints a JSON list of whether each pattern matches its event. */
public class Match {
  public static void main(String[] arguments) throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    JsonNode pairs = mapper.readTree(System.in);
    boolean[] results = new boolean[pairs.size()];
    for (int index = 0; index < pairs.size(); index++) {
      JsonNode pair = pairs.get(index);
      results[index] = Ruler.matchesRule(mapper.writeValueAsString(pair.get(1)), mapper.writeValueAsString(pair.get(0)));
    }
    System.out.println(mapper.writeValueAsString(results));
  }
}
